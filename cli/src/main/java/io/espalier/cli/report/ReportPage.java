package io.espalier.cli.report;

import static io.espalier.cli.report.Svg.escape;

import io.espalier.cli.text.FaultText;
import io.espalier.operator.judge.Verdict;
import io.espalier.service.answer.KnownFaultAnswer;
import io.espalier.service.answer.ReportAnswer;
import io.espalier.service.answer.ShowAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The HTML page of a report: one file, no script, nothing fetched. */
final class ReportPage {
  private final ReportAnswer data;
  private final StringBuilder html = new StringBuilder();

  private ReportPage(ReportAnswer data) {
    this.data = data;
  }

  static String render(ReportAnswer data) {
    return new ReportPage(data).page();
  }

  private String page() {
    ShowAnswer show = data.show();
    String reason = show.reason() == null ? "" : " (" + show.reason() + ")";
    html.append(
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
        <title>%s · Espalier</title>
        <style>
        %s</style>
        </head>
        <body>
        <header><h1>%s</h1>
        <p>run <code>%s</code> · %s · started %s · steps: %d executed, %d cached, %d failed</p></header>
        <main>
        """
            .formatted(
                escape(show.dagId()),
                resource("report.css"),
                escape(show.dagId()),
                escape(show.runId()),
                escape(show.state().id() + reason),
                show.createdAt(),
                show.steps().executed(),
                show.steps().cached(),
                show.steps().failed()));
    altered();
    failures();
    knownFaults();
    verdict();
    section(
        "Accuracy against density",
        legend() + Charts.accuracy(data),
        "Bold: mean over replicates and draws; band: one sample standard deviation either side;"
            + " thin: each replicate; dashed: the dense network.");
    section("Results", Tables.summary(data), "");
    String published = Tables.published(data);
    if (!published.isEmpty()) {
      section(
          "Beside the published figures",
          published,
          "Frankle and Carbin, The Lottery Ticket Hypothesis, 2019: 20,000 to 50,000 iterations a"
              + " training, five trials. Fewer iterations give other numbers; hold trends against"
              + " trends.");
    }
    curves();
    layers();
    data.analyses().forEach(this::analysis);
    section(
        "The run's tasks",
        "<div class=\"wide\">" + DagPicture.draw(data.tasks()) + "</div>",
        "<span class=\"key executed\"></span>executed<span class=\"key cached\"></span>cached"
            + "<span class=\"key failed\"></span>failed<span class=\"key none\"></span>not run."
            + " A task's name is shown under the mouse.");
    section(
        "Where the time went",
        Tables.times(data),
        "Seconds of executed tasks, added up over trainers that ran side by side. Ran on: "
            + data.runtimes().stream().map(Svg::escape).collect(Collectors.joining("; ")));
    reproduce();
    return html.append("</main>\n</body>\n</html>\n").toString();
  }

  private void altered() {
    List<String> altered = data.show().altered();
    if (!altered.isEmpty()) {
      HtmlTable table = new HtmlTable("what is not as it was recorded");
      section(
          "Do not trust these numbers",
          table.rows(altered, each -> new Object[] {each}).close(),
          "Rows of the store were changed after they were recorded; `espalier verify` names all.");
    }
  }

  private void failures() {
    List<ShowAnswer.Failure> failures = data.show().failures();
    if (!failures.isEmpty()) {
      HtmlTable table = new HtmlTable("task", "why it failed");
      section(
          "What failed",
          table.rows(failures, each -> new Object[] {each.taskId(), each.text()}).close(),
          "");
    }
  }

  private void knownFaults() {
    List<KnownFaultAnswer> faults = data.show().knownFaults();
    if (!faults.isEmpty()) {
      HtmlTable table = new HtmlTable("known fault of", "stands behind", "what is wrong");
      section(
          "Known faults",
          table
              .rows(
                  faults,
                  each -> new Object[] {FaultText.name(each), FaultText.results(each), each.text()})
              .close(),
          "Steps of this run were computed by versions that are known to be wrong in this way.");
    }
  }

  private void verdict() {
    Verdict verdict = data.show().verdict();
    if (verdict != null) {
      section(
          "Verdicts",
          Tables.claims(verdict)
              + IntervalPlot.draw(verdict)
              + Tables.comparisons(verdict)
              + Tables.rules(verdict),
          escape(verdict.rule()));
    }
  }

  private void curves() {
    List<String> metrics =
        data.curves().stream().map(ReportAnswer.Curve::metric).distinct().sorted().toList();
    if (!metrics.isEmpty()) {
      String pictures =
          metrics.stream()
              .map(metric -> heading(metric.replace('_', ' ')) + Charts.curves(data, metric))
              .collect(Collectors.joining());
      section(
          "Learning curves",
          legend() + pictures,
          "First replicate. Thick and grey: the dense network; thin: each round of each arm.");
    }
  }

  private void layers() {
    Map<String, String> armsByMap = new LinkedHashMap<>();
    for (String arm : Charts.arms(data)) {
      armsByMap.merge(Charts.layers(data, arm), arm, (first, second) -> first + ", " + second);
    }
    StringBuilder maps = new StringBuilder();
    armsByMap.forEach((map, arms) -> maps.append(map.isEmpty() ? "" : heading(arms) + map));
    if (maps.length() > 0) {
      section("Kept weights per layer", maps.toString(), "First replicate.");
    }
  }

  private void analysis(ReportAnswer.Analysis analysis) {
    String pictures = AnalysisPictures.draw(analysis);
    section(
        "Analysis " + analysis.name(),
        pictures.isEmpty() ? "<p>Nothing measured yet.</p>" : pictures,
        "<code>"
            + escape(analysis.kind())
            + "</code>; bands are one sample standard deviation over what is averaged. All numbers:"
            + " <code>./espalier query \"SELECT * FROM measurements WHERE run = '"
            + escape(data.show().runId())
            + "' AND analysis = '"
            + escape(analysis.name())
            + "'\"</code>.");
  }

  private void reproduce() {
    section(
        "How to reproduce each number",
        """
        <p>Save the configuration below as <code>again.yaml</code> (JSON is YAML) and run
        <code>./espalier run again.yaml</code>: the same configuration and seed on the same runtime give
        the same digests. <code>./espalier lineage DIGEST</code> shows what a digest was made from;
        <code>./espalier export DIGEST FILE</code> writes its bytes.</p>
        """
            + "<p>configuration "
            + Tables.digest(data.configDigest()).html()
            + " · plan "
            + Tables.digest(data.planDigest()).html()
            + "</p><details><summary>Digests behind every number</summary>"
            + Tables.digests(data)
            + "</details><details><summary>Configuration</summary><pre>"
            + escape(data.configuration())
            + "</pre></details>",
        "");
  }

  private String legend() {
    List<String> arms = Charts.arms(data);
    StringBuilder legend = new StringBuilder("<p class=\"legend\">");
    for (int i = 0; i < arms.size(); i++) {
      legend.append("<span class=\"key c").append(i % Charts.COLOURS).append("\"></span>");
      legend.append(escape(arms.get(i)));
    }
    return legend.append("</p>\n").toString();
  }

  /** A section; {@code note} is HTML, empty for none. */
  private void section(String title, String body, String note) {
    html.append("<section><h2>").append(escape(title)).append("</h2>\n").append(body);
    html.append(note.isEmpty() ? "" : "<p class=\"note\">" + note + "</p>\n");
    html.append("</section>\n");
  }

  private static String heading(String title) {
    return "<h3>" + escape(title) + "</h3>\n";
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(ReportPage.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
