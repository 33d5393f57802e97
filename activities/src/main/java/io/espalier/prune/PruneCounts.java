package io.espalier.prune;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Granularity;
import io.espalier.catalog.LayerShape;
import io.espalier.dag.Task;
import io.espalier.model.Network;
import io.espalier.operator.PruneParameters;
import io.espalier.plan.Plan;
import io.espalier.shrink.FilterGroups;
import io.espalier.step.Parameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the counts alone say of a plan's rounds of pruning: how many weights or filters go does not
 * depend on their scores, and within a layer it is known of how many.
 */
public final class PruneCounts {
  /** Stands for all layers, where they count together. */
  private static final List<String> ALL = List.of("all");

  /**
   * What a task of the plan will do.
   *
   * @param removed how many weights or filters go
   * @param emptied of which layers, named as they go together, this task takes the last
   * @param error why it must fail, null where it need not
   */
  public record Round(Task task, long removed, List<List<String>> emptied, @Nullable String error) {
    public Round {
      emptied = List.copyOf(emptied);
    }
  }

  private final Catalog catalog;
  private final Map<String, Map<List<String>, Long>> left = new HashMap<>();

  private PruneCounts(Catalog catalog) {
    this.catalog = catalog;
  }

  /** The rounds of a plan, in its order; without those whose mask comes from elsewhere. */
  public static List<Round> of(Plan plan, Catalog catalog) {
    PruneCounts counts = new PruneCounts(catalog);
    List<Round> rounds = new ArrayList<>();
    for (Task task : plan.dag().tasks()) {
      if (!task.node().nothingToMap()
          && catalog.find(PruneOperator.class, task.operator()).isPresent()) {
        Round round = counts.round(task);
        if (round != null) {
          rounds.add(round);
        }
      }
    }
    return rounds;
  }

  private @Nullable Round round(Task task) {
    PruneParameters parameters;
    Map<List<String>, Long> whole;
    PruneRule rule;
    try {
      parameters =
          Parameters.read(catalog.get(PruneOperator.class, task.operator()), task.parameters());
      rule = PruneRule.of(parameters);
      whole = groups(parameters, rule.granularity());
    } catch (IllegalArgumentException unfit) {
      return new Round(task, 0, List.of(), String.valueOf(unfit.getMessage()));
    }
    String before = mask(task);
    Map<List<String>, Long> remaining = before == null ? whole : left.get(before);
    if (remaining == null) {
      return null;
    }
    try {
      return rule.scope() == Scope.LAYER
          ? apart(task, rule, whole, remaining)
          : together(task, rule, whole, remaining);
    } catch (IllegalArgumentException e) {
      return new Round(task, 0, List.of(), String.valueOf(e.getMessage()));
    }
  }

  private Round apart(
      Task task, PruneRule rule, Map<List<String>, Long> whole, Map<List<String>, Long> remaining) {
    Map<List<String>, Long> after = new LinkedHashMap<>();
    List<List<String>> emptied = new ArrayList<>();
    long removed = 0;
    for (Map.Entry<List<String>, Long> group : whole.entrySet()) {
      long had = remaining.getOrDefault(group.getKey(), group.getValue());
      long keep = rule.keep(group.getKey(), had, group.getValue());
      removed += had - keep;
      after.put(group.getKey(), keep);
      if (had > 0 && keep == 0) {
        emptied.add(group.getKey());
      }
    }
    left.put(task.node().taskId(), after);
    return new Round(task, removed, emptied, null);
  }

  /** Of how many weights in all is known, of which layer is not. */
  private Round together(
      Task task, PruneRule rule, Map<List<String>, Long> whole, Map<List<String>, Long> remaining) {
    long prunable = whole.values().stream().mapToLong(Long::longValue).sum();
    long had = remaining.getOrDefault(ALL, prunable);
    long keep = rule.keep(ALL, had, prunable);
    left.put(task.node().taskId(), Map.of(ALL, keep));
    // Whatever the scores are, so few cannot lie in every layer.
    List<String> someOf = List.of("one of the " + whole.size() + " layers at least");
    boolean tooFew = had >= whole.size() && keep < whole.size();
    return new Round(task, had - keep, tooFew ? List.of(someOf) : List.of(), null);
  }

  /** How many pieces there are of each group of tensors that go together. */
  private Map<List<String>, Long> groups(PruneParameters parameters, Granularity granularity) {
    Network network = catalog.get(Network.class, parameters.network());
    Map<String, Long> pieces = new LinkedHashMap<>();
    for (LayerShape layer : network.prunableLayers(granularity, parameters.ignore())) {
      pieces.put(
          layer.weightName(),
          granularity == Granularity.WEIGHT
              ? layer.weights()
              : layer.weightShape().get(0).longValue());
    }
    List<List<String>> names =
        Boolean.TRUE.equals(parameters.together())
            ? FilterGroups.of(network.spec())
            : pieces.keySet().stream().map(List::of).toList();
    Map<List<String>, Long> groups = new LinkedHashMap<>();
    for (List<String> group : names) {
      if (pieces.keySet().containsAll(group)) {
        groups.put(group, pieces.get(group.get(0)));
      }
    }
    return groups;
  }

  private static @Nullable String mask(Task task) {
    return task.inputs().stream()
        .filter(input -> input.role().equals("mask"))
        .map(input -> input.fromTask() == null ? "" : input.fromTask())
        .findFirst()
        .orElse(null);
  }
}
