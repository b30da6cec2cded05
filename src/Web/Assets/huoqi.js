// The small island: everything on the pages works without it but passkeys. It swaps pieces of a page, shows values of a
// chart, keeps a form from being sent twice, follows the balance, and lends the browser's passkeys to a form.
"use strict";
(() => {
  const $ = (s, r = document) => r.querySelector(s);
  const policy = window.trustedTypes
    ? trustedTypes.createPolicy("huoqi", { createHTML: s => s }) : { createHTML: s => s };

  // A link or a form with data-swap asks for a piece of the page and puts it in place of the named element.
  async function swap(url, target) {
    const answer = await fetch(url, { headers: { "X-Piece": target.slice(1) }, credentials: "same-origin" });
    if (!answer.ok) { location.href = url; return; }
    const box = document.createElement("template");
    box.innerHTML = policy.createHTML(await answer.text());
    const piece = $(target, box.content);
    if (!piece) { location.href = url; return; }
    $(target).replaceWith(piece);
  }
  // A button that only script can serve is shown by it.
  document.querySelectorAll("button[data-copy],button[data-print]").forEach(b => b.removeAttribute("hidden"));
  document.addEventListener("click", e => {
    const link = e.target.closest("a[data-swap]");
    if (link && !e.ctrlKey && !e.metaKey && !e.shiftKey) { e.preventDefault(); swap(link.href, link.dataset.swap); }
    const copy = e.target.closest("button[data-copy]");
    if (copy) { navigator.clipboard.writeText(copy.dataset.copy).then(() => { copy.textContent = copy.dataset.done; }); }
    if (e.target.closest("button[data-print]")) { print(); }
  });

  // A form that does something is sent once; a page that comes back from the cache may be sent again. One that only
  // asks may be sent as often as one likes: a download leaves the page where it is.
  document.addEventListener("submit", e => {
    const form = e.target;
    if (form.method === "get") { return; }
    if (form.dataset.sent) { e.preventDefault(); return; }
    if (!e.defaultPrevented) { form.dataset.sent = "1"; }
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(f => delete f.dataset.sent));

  // Values of a chart under the pointer: the points stand in the data attribute of the picture.
  document.addEventListener("pointermove", e => {
    const chart = e.target.closest && e.target.closest("svg[data-points]");
    if (!chart) { return; }
    const points = JSON.parse(chart.dataset.points), box = chart.getBoundingClientRect();
    const x = (e.clientX - box.left) / box.width * chart.viewBox.baseVal.width;
    let near = points[0];
    for (const p of points) { if (Math.abs(p[0] - x) < Math.abs(near[0] - x)) { near = p; } }
    const hair = $(".hair", chart), dot = $(".dot", chart), out = $("#" + chart.dataset.out);
    hair.setAttribute("x1", near[0]); hair.setAttribute("x2", near[0]); hair.setAttribute("visibility", "visible");
    dot.setAttribute("d", `M${near[0]} ${near[1]}h0`); dot.setAttribute("visibility", "visible");
    if (out) { out.textContent = near[2]; }
  });

  // Passkeys. The options come with the form as JSON; what the authenticator answers goes back in a hidden field.
  const form = $("form[data-passkey]");
  if (form && window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON) {
    document.querySelectorAll("[data-needs-passkey]").forEach(e => e.removeAttribute("hidden"));
    form.addEventListener("submit", async e => {
      e.preventDefault();
      const told = $("[data-passkey-told]");
      try {
        const options = JSON.parse(form.dataset.options);
        const made = form.dataset.passkey === "create"
          ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
          : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
        form.elements.credential.value = JSON.stringify(made.toJSON());
        form.submit();
      } catch (failure) {
        delete form.dataset.sent;
        if (told) { told.textContent = form.dataset.failed; told.hidden = false; }
      }
    });
  }

  // The balance as it changes, where a page shows it.
  const live = $("[data-live]");
  if (live && window.EventSource) {
    const events = new EventSource(live.dataset.live);
    events.addEventListener("balance", e => {
      for (const [id, text] of Object.entries(JSON.parse(e.data))) {
        const place = document.getElementById(id);
        if (place && place.textContent !== text) { place.textContent = text; }
      }
    });
    addEventListener("pagehide", () => events.close());
  }
})();
