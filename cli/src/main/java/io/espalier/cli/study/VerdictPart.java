package io.espalier.cli.study;

import io.espalier.cli.report.IntervalPlot;
import io.espalier.cli.text.VerdictTable;
import io.espalier.operator.judge.Verdict;
import io.espalier.service.answer.study.VerdictsAnswer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a page says of a run that was judged. */
final class VerdictPart {
  private final String study;
  private final StringBuilder text = new StringBuilder();
  private final Map<String, String> pictures = new LinkedHashMap<>();

  private VerdictPart(String study) {
    this.study = study;
  }

  /**
   * What is written.
   *
   * @param text Markdown
   * @param pictures SVG by file name
   */
  record Written(String text, Map<String, String> pictures) {}

  static Written of(String study, VerdictsAnswer.Run run, boolean asInTheFile) {
    VerdictPart part = new VerdictPart(study);
    run.verdict().claims().forEach(part::claim);
    part.text.append(run.verdict().rule()).append("\n\n");
    part.text
        .append("Run `")
        .append(run.runId())
        .append(String.format(Locale.ROOT, "`; its steps took %.0f s in all", run.seconds()))
        .append(asInTheFile ? "." : ", **with other settings than the file has**.")
        .append('\n');
    return new Written(part.text.toString(), part.pictures);
  }

  private void claim(Verdict.Claim claim) {
    String picture = study + "-" + claim.name() + ".svg";
    boolean seen =
        claim.places().stream()
            .flatMap(place -> place.compared().stream())
            .anyMatch(each -> each.mean() != null);
    text.append("### ").append(claim.name()).append(": **").append(claim.outcome().text());
    text.append("**\n\n").append(claim.states()).append("\n\n");
    text.append("Why: ").append(claim.why()).append(".\n\n");
    if (seen) {
      pictures.put(picture, IntervalPlot.file(claim));
      text.append("![95 % intervals of ").append(claim.name()).append("](").append(picture);
      text.append(")\n\n");
    }
    text.append("| measure | a | b | n | mean | 95 % interval | bootstrap | p | |\n");
    text.append("|---|---|---|---|---|---|---|---|---|\n");
    for (Verdict.Place place : claim.places()) {
      place.condition().forEach(each -> row(each, "condition: "));
      place.compared().forEach(each -> row(each, ""));
    }
    text.append('\n');
  }

  private void row(Verdict.Comparison each, String what) {
    String needed = each.needed() == null ? "" : ", about " + each.needed() + " pairs needed";
    text.append("| ").append(each.measure()).append(" | ").append(each.a()).append(" | ");
    text.append(each.b() == null ? "" : each.b()).append(" | ").append(each.n()).append(" | ");
    text.append(VerdictTable.number(each.mean())).append(" | ");
    text.append(VerdictTable.interval(each.low(), each.high())).append(" | ");
    text.append(VerdictTable.interval(each.bootstrapLow(), each.bootstrapHigh())).append(" | ");
    text.append(VerdictTable.number(each.p())).append(" | ").append(what);
    text.append(each.outcome().text()).append(needed).append(" |\n");
  }
}
