for (const button of document.querySelectorAll("[data-act]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (button.dataset.act === "print") return print();
    const link = document.getElementById("link");
    link.select();
    try { await navigator.clipboard.writeText(link.value); } catch { document.execCommand("copy"); }
    button.textContent = button.dataset.done;
  });
}
