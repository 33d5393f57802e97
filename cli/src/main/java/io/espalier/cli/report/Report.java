package io.espalier.cli.report;

import io.espalier.catalog.Catalog;
import io.espalier.cli.answer.ShowAnswer;
import io.espalier.plan.Plan;
import io.espalier.store.Store;
import io.espalier.store.run.RunRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The report of a run: one HTML file that needs no network, and the same numbers as CSV. */
public final class Report {
  private Report() {}

  /**
   * Writes {@code report.html}, {@code results.csv} and {@code curves.csv} into a folder.
   *
   * @param show the run's results, as {@code espalier show} gives them
   * @return the HTML file
   */
  public static Path write(
      Store store, Catalog catalog, RunRecord run, Plan plan, ShowAnswer show, Path folder)
      throws IOException {
    ReportData data = new ReportReader(store, catalog, run, plan).read(show);
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("results.csv"), CsvFiles.results(data), StandardCharsets.UTF_8);
    Files.writeString(folder.resolve("curves.csv"), CsvFiles.curves(data), StandardCharsets.UTF_8);
    Path html = folder.resolve("report.html");
    Files.writeString(html, ReportPage.render(data), StandardCharsets.UTF_8);
    return html;
  }
}
