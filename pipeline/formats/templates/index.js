// A click anywhere in an article's row opens its report.
document.querySelector(".corpus tbody").addEventListener("click", (event) => {
  const link = event.target.closest("tr").querySelector("th a");
  if (link && !event.target.closest("a") && !String(getSelection())) link.click();
});
