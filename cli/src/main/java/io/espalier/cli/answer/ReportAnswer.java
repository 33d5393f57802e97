package io.espalier.cli.answer;

/**
 * Answer of {@code report}.
 *
 * @param report path of the HTML file
 */
public record ReportAnswer(String runId, String report) {}
