package io.espalier.cli.text;

import io.espalier.service.answer.ShowAnswer;
import io.espalier.store.text.HumanFormat;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/** The results of a run for people: one line an arm and round, mean ± spread over replicates. */
public final class ResultTable {
  private ResultTable() {}

  /** Prints head, table and failures. */
  public static void print(ShowAnswer answer, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "run    %s · %s · %s%s%nsteps  %d executed, %d cached, %d failed%n",
        answer.runId(),
        answer.dagId(),
        answer.state().id(),
        answer.reason() == null ? "" : " (" + answer.reason() + ")",
        answer.steps().executed(),
        answer.steps().cached(),
        answer.steps().failed());
    if (answer.params() != null) {
      out.println("params " + answer.params());
    }
    if (!answer.results().isEmpty()) {
      out.println();
      table(answer.results()).print(out);
    }
    for (ShowAnswer.Analysis analysis : answer.analyses()) {
      out.println();
      AnalysisTable.print(analysis, out);
    }
    if (answer.verdict() != null) {
      out.println();
      VerdictTable.print(answer.verdict(), out);
    }
    if (!answer.xcoms().isEmpty()) {
      out.println();
      XcomTable.print(answer, out);
    }
    if (!answer.knownFaults().isEmpty()) {
      out.println();
      answer.knownFaults().forEach(fault -> out.println(FaultText.of(fault)));
    }
    if (!answer.failures().isEmpty()) {
      out.println();
      answer.failures().forEach(f -> out.println("failed: " + f.taskId() + ": " + f.text()));
    }
    out.flush();
  }

  private static Table table(List<ShowAnswer.Result> results) {
    Map<String, List<ShowAnswer.Result>> groups = new LinkedHashMap<>();
    results.stream()
        .map(ShowAnswer.Result::arm)
        .distinct()
        .forEach(
            arm ->
                results.stream()
                    .filter(row -> row.arm().equals(arm))
                    .sorted(java.util.Comparator.comparingInt(ShowAnswer.Result::round))
                    .forEach(
                        row ->
                            groups
                                .computeIfAbsent(arm + " " + row.round(), key -> new ArrayList<>())
                                .add(row)));
    boolean smaller = anySmaller(results);
    List<String> head =
        List.of("ARM", "ROUND", "DENSITY", "VALIDATION", "TEST", "N", "ITERATIONS", "BEHIND");
    Table table = new Table(columns(head, smaller, "PARAMETERS"));
    for (List<ShowAnswer.Result> group : groups.values()) {
      ShowAnswer.Result first = group.get(0);
      Spread test = spread(group, ShowAnswer.Result::testAccuracy);
      List<String> row =
          List.of(
              first.arm(),
              Integer.toString(first.round()),
              HumanFormat.fraction(spread(group, ShowAnswer.Result::density).mean()),
              spread(group, ShowAnswer.Result::validationAccuracy).text(),
              test.text(),
              Integer.toString(test.n()),
              Long.toString(first.iterations()),
              Long.toString(first.iterationsTotal()));
      table.row(columns(row, smaller, parameters(group)));
    }
    return table;
  }

  /** Whether any of these numbers stands for a network that was made smaller. */
  public static boolean anySmaller(List<ShowAnswer.Result> results) {
    return results.stream().anyMatch(row -> row.parameters() != null);
  }

  /** Parameters of the smaller network, empty for none; other seeds may leave others. */
  public static String parameters(List<ShowAnswer.Result> rows) {
    LongSummaryStatistics all =
        rows.stream()
            .map(ShowAnswer.Result::parameters)
            .filter(Objects::nonNull)
            .mapToLong(Long::longValue)
            .summaryStatistics();
    if (all.getCount() == 0) {
      return "";
    }
    return all.getMin() == all.getMax()
        ? Long.toString(all.getMin())
        : all.getMin() + " to " + all.getMax();
  }

  /** The cells, and one more at the end where there is one. */
  public static String[] columns(List<String> cells, boolean more, String last) {
    return Stream.concat(cells.stream(), more ? Stream.of(last) : Stream.of())
        .toArray(String[]::new);
  }

  /** Over replicates; the draws of one replicate count as their mean. */
  private static Spread spread(
      List<ShowAnswer.Result> rows,
      Function<ShowAnswer.Result, ? extends @org.jspecify.annotations.Nullable Double> value) {
    Map<Integer, List<Double>> byReplicate = new LinkedHashMap<>();
    for (ShowAnswer.Result row : rows) {
      Double number = value.apply(row);
      if (number != null) {
        byReplicate.computeIfAbsent(row.replicate(), key -> new ArrayList<>()).add(number);
      }
    }
    return Spread.of(
        byReplicate.values().stream()
            .filter(Objects::nonNull)
            .map(Spread::of)
            .map(Spread::mean)
            .toList());
  }
}
