package io.espalier.cli.report;

import io.espalier.service.answer.ReportAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The report of a run: one HTML file that needs no network, and the same numbers as CSV. */
public final class Report {
  private Report() {}

  /** The folder of a run's report within the folder of its store. */
  public static Path folder(Path home, String runId) {
    return home.resolve("reports").resolve(runId);
  }

  /**
   * Writes {@code report.html}, {@code results.csv} and {@code curves.csv} into a folder.
   *
   * @return the HTML file
   */
  public static Path write(ReportAnswer data, Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("results.csv"), CsvFiles.results(data), StandardCharsets.UTF_8);
    Files.writeString(folder.resolve("curves.csv"), CsvFiles.curves(data), StandardCharsets.UTF_8);
    Path html = folder.resolve("report.html");
    Files.writeString(html, ReportPage.render(data), StandardCharsets.UTF_8);
    return html;
  }
}
