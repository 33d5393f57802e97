package io.espalier.cli.report;

import io.espalier.cli.report.HtmlTable.Markup;
import io.espalier.cli.text.ResultTable;
import io.espalier.cli.text.Spread;
import io.espalier.cli.text.VerdictTable;
import io.espalier.operator.judge.Verdict;
import io.espalier.service.answer.ReportAnswer;
import io.espalier.service.answer.ShowAnswer.Result;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tables of a report. */
final class Tables {
  private Tables() {}

  /** Per arm and round: mean, spread, n, and the training that the number rests on. */
  static String summary(ReportAnswer data) {
    boolean smaller = ResultTable.anySmaller(data.show().results());
    List<String> head =
        List.of(
            "arm",
            "round",
            "weights kept",
            "validation accuracy",
            "test accuracy",
            "n",
            "training iterations behind it");
    HtmlTable table =
        new HtmlTable(ResultTable.columns(head, smaller, "parameters, where units are taken out"));
    for (String arm : Charts.arms(data)) {
      Map<Integer, List<Result>> rounds =
          data.show().results().stream()
              .filter(row -> row.arm().equals(arm))
              .collect(Collectors.groupingBy(Result::round, TreeMap::new, Collectors.toList()));
      rounds.forEach(
          (round, rows) ->
              table.row(
                  (Object[])
                      ResultTable.columns(
                          List.of(
                              arm,
                              Integer.toString(round),
                              String.format(Locale.ROOT, "%.1f %%", 100 * rows.get(0).density()),
                              spread(rows, Result::validationAccuracy),
                              spread(rows, Result::testAccuracy),
                              Integer.toString(rows.size()),
                              String.format(Locale.ROOT, "%,d", rows.get(0).iterationsTotal())),
                          smaller,
                          ResultTable.parameters(rows))));
    }
    return table.close();
  }

  /** Published statements beside ours; empty where nothing was published. */
  static String published(ReportAnswer data) {
    List<Published.Comparison> comparisons =
        Published.compare(data.network(), data.dataSet(), data.show().results());
    return comparisons.isEmpty()
        ? ""
        : new HtmlTable("published", "this run")
            .rows(comparisons, each -> new Object[] {each.statement(), each.ours()})
            .close();
  }

  /** Where the time went. */
  static String times(ReportAnswer data) {
    return new HtmlTable("operator", "executed", "cached", "seconds")
        .rows(
            data.times(),
            time ->
                new Object[] {
                  time.operator(),
                  time.executed(),
                  time.cached(),
                  String.format(Locale.ROOT, "%.1f", time.seconds())
                })
        .close();
  }

  /** The digests of every number. */
  static String digests(ReportAnswer data) {
    return new HtmlTable(
            "replicate", "arm", "draw", "round", "test", "mask", "start weights", "weights")
        .rows(
            data.show().results(),
            row ->
                new Object[] {
                  row.replicate(),
                  row.arm(),
                  row.draw(),
                  row.round(),
                  row.testAccuracy() == null
                      ? ""
                      : String.format(Locale.ROOT, "%.4f", row.testAccuracy()),
                  digest(row.mask()),
                  digest(row.startWeights()),
                  digest(row.weights())
                })
        .close();
  }

  /** The short form of a digest; the whole of it is shown under the mouse. */
  static Markup digest(@Nullable String sha256) {
    return new Markup(
        sha256 == null
            ? ""
            : "<code title=\"" + sha256 + "\">" + sha256.substring(0, 12) + "</code>");
  }

  private static String spread(List<Result> rows, Function<Result, @Nullable Double> value) {
    return Spread.of(rows.stream().map(value).filter(Objects::nonNull).toList()).text();
  }

  static String claims(Verdict verdict) {
    return new HtmlTable("claim", "verdict", "states", "why")
        .rows(
            verdict.claims(),
            each -> new Object[] {each.name(), each.outcome().text(), each.states(), each.why()})
        .close();
  }

  static String comparisons(Verdict verdict) {
    HtmlTable table =
        new HtmlTable(
            "claim",
            "measure",
            "a",
            "b",
            "n",
            "mean",
            "95 % interval",
            "bootstrap",
            "p",
            "signed ranks",
            "");
    for (Verdict.Claim claim : verdict.claims()) {
      for (Verdict.Place place : claim.places()) {
        place.condition().forEach(each -> comparison(table, claim.name() + ", condition", each));
        place.compared().forEach(each -> comparison(table, claim.name(), each));
      }
    }
    return table.close();
  }

  private static void comparison(HtmlTable table, String claim, Verdict.Comparison each) {
    table.row(
        claim,
        each.measure(),
        each.a(),
        each.b() == null ? "" : each.b(),
        each.n(),
        VerdictTable.number(each.mean()),
        VerdictTable.interval(each.low(), each.high()),
        VerdictTable.interval(each.bootstrapLow(), each.bootstrapHigh()),
        VerdictTable.number(each.p()),
        VerdictTable.number(each.wilcoxon()),
        each.outcome().text());
  }

  /** What decides each claim, said once. */
  static String rules(Verdict verdict) {
    HtmlTable table = new HtmlTable("claim", "rule");
    for (Verdict.Claim claim : verdict.claims()) {
      claim.places().stream()
          .flatMap(place -> place.compared().stream())
          .map(Verdict.Comparison::rule)
          .distinct()
          .forEach(rule -> table.row(claim.name(), rule));
    }
    return table.close();
  }
}
