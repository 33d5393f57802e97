package io.espalier.cli.answer;

import java.util.List;

/**
 * Answer of {@code report}.
 *
 * @param report path of the HTML file
 * @param altered as of {@link ShowAnswer}
 */
public record ReportAnswer(String runId, String report, List<String> altered) {
  public ReportAnswer {
    altered = List.copyOf(altered);
  }
}
