package io.espalier.service.answer;

import io.espalier.catalog.setting.Doc;
import java.util.List;

/** Where report has written the report. */
@Doc("Where `report` has written the report.")
public record ReportFileAnswer(
    @Doc("Id of the run.") String runId,
    @Doc("Path of the HTML file.") String report,
    @Doc("As of `show`.") List<String> altered) {
  public ReportFileAnswer {
    altered = List.copyOf(altered);
  }
}
