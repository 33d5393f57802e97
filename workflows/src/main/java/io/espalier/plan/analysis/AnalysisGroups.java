package io.espalier.plan.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Results that one task looks at, and what such a task is called. */
public final class AnalysisGroups {
  private AnalysisGroups() {}

  /** Results that share replicate and round, in their order. */
  public static List<List<AnalysedResult>> byReplicateAndRound(List<AnalysedResult> results) {
    Map<List<Integer>, List<AnalysedResult>> groups = new LinkedHashMap<>();
    for (AnalysedResult result : results) {
      groups
          .computeIfAbsent(List.of(result.replicate(), result.round()), place -> new ArrayList<>())
          .add(result);
    }
    return List.copyOf(groups.values());
  }

  /** {@code r1.03}: replicate and round of such a group. */
  public static String id(List<AnalysedResult> group) {
    AnalysedResult first = group.get(0);
    return String.format(Locale.ROOT, "r%d.%02d", first.replicate(), first.round());
  }

  /** {@code r1.ticket.03}, or {@code r1.ticket.03.d2} for a later draw: the place of a result. */
  public static String id(AnalysedResult result) {
    Integer draw = result.place().draw();
    return String.format(
        Locale.ROOT,
        "r%d.%s.%02d%s",
        result.replicate(),
        result.place().arm() == null ? "dense" : result.place().arm(),
        result.round(),
        draw == null || draw == 1 ? "" : ".d" + draw);
  }
}
