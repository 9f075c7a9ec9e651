"""Check that the newest wheel in `dist/` holds every file of the package but its tests: `check_wheel.py [WHEEL]`."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src"


def expected() -> set[str]:
    """The package's files as a wheel names them: those that git knows, the front-end files, the compiled catalogues."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "."],
        cwd=SOURCE,
        capture_output=True,
        text=True,
        check=True,
    )
    built = [*SOURCE.glob("shuangying/site/static/vendor/*"), *SOURCE.glob("shuangying/locale/*/LC_MESSAGES/*.mo")]
    if not any(path.suffix == ".mo" for path in built) or not any(path.name == "htmx.min.js" for path in built):
        sys.exit("The front-end files or the compiled catalogues are not here. Run: make setup")
    names = {name for name in listed.stdout.splitlines() if (SOURCE / name).exists()} | {
        str(path.relative_to(SOURCE)) for path in built
    }
    return {name for name in names if "tests" not in Path(name).parts}


def faults(wheel: Path) -> list[str]:
    """The files that the wheel lacks or has too many."""
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    wanted = expected()
    return [f"not in the wheel: {name}" for name in sorted(wanted - names)] + [
        f"in the wheel without need: {name}" for name in sorted(names - wanted)
    ]


if __name__ == "__main__":
    wheels = [Path(name) for name in sys.argv[1:]] or list((ROOT / "dist").glob("*.whl"))
    wheel = max(wheels, key=lambda path: path.stat().st_mtime)
    if found := faults(wheel):
        print(*found, sep="\n")
        sys.exit(f"{len(found)} faults in {wheel.name}")
    print(f"{wheel.name}: {len(expected())} files, {wheel.stat().st_size // 1024} KiB")
