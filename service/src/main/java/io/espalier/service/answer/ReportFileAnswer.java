package io.espalier.service.answer;

import java.util.List;

/**
 * Answer of the command {@code report}: where the report lies.
 *
 * @param report path of the HTML file
 * @param altered as of {@link ShowAnswer}
 */
public record ReportFileAnswer(String runId, String report, List<String> altered) {
  public ReportFileAnswer {
    altered = List.copyOf(altered);
  }
}
