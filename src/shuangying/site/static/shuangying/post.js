/** Small questions to the server while a form is filled in; posted, so that nothing typed gets into an address. */

/**
 * What the server answers to some values, null where it cannot be asked.
 *
 * @param {string} address
 * @param {Record<string, string>} values
 * @returns {Promise<any>}
 */
export async function ask(address, values) {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  const body = new URLSearchParams({ ...values, csrfmiddlewaretoken: token instanceof HTMLInputElement ? token.value : "" });
  try {
    const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
