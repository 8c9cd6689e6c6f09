// Small comforts only: every page works without this file.
document.addEventListener("DOMContentLoaded", () => {
  for (const element of document.querySelectorAll("[data-autosubmit]")) {
    element.addEventListener("change", () => element.form.requestSubmit());
  }
});
