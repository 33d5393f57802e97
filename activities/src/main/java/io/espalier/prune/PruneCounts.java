package io.espalier.prune;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Granularities;
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
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the counts alone say of a plan's rounds of pruning: how many pieces go does not depend on
 * their scores, and within a layer it is known of how many.
 */
public final class PruneCounts {
  /**
   * What a task of the plan will do.
   *
   * @param removed how many pieces go
   * @param emptied of which layers, named as they go together, this task takes the last
   * @param error why it must fail, null where it need not
   */
  public record Round(Task task, long removed, List<List<String>> emptied, @Nullable String error) {
    public Round {
      emptied = List.copyOf(emptied);
    }
  }

  private final Catalog catalog;

  /** By task: how many pieces of which groups are left together, as far as counts alone say it. */
  private final Map<String, Map<Set<PieceGroup>, Long>> left = new HashMap<>();

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
    PruneRule rule;
    List<PieceGroup> groups;
    try {
      PruneParameters parameters =
          Parameters.read(catalog.get(PruneOperator.class, task.operator()), task.parameters());
      rule = PruneRule.of(parameters, catalog);
      groups = groups(parameters, rule.granularities());
    } catch (IllegalArgumentException unfit) {
      return new Round(task, 0, List.of(), String.valueOf(unfit.getMessage()));
    }
    String before = mask(task);
    Map<Set<PieceGroup>, Long> remaining = before == null ? whole(groups) : left.get(before);
    if (remaining == null) {
      return null;
    }
    try {
      return round(task, rule, groups, remaining);
    } catch (UnknownException onlyScoresSay) {
      return null;
    } catch (IllegalArgumentException e) {
      return new Round(task, 0, List.of(), String.valueOf(e.getMessage()));
    }
  }

  private Round round(
      Task task, PruneRule rule, List<PieceGroup> groups, Map<Set<PieceGroup>, Long> remaining) {
    Map<Set<PieceGroup>, Long> after = new HashMap<>();
    List<List<String>> emptied = new ArrayList<>();
    long removed = 0;
    for (Share share : Shares.of(rule, groups, some -> left(remaining, some))) {
      long had = left(remaining, share.among());
      after.put(Set.copyOf(share.among()), share.keep());
      removed += had - share.keep();
      int size = share.among().size();
      if (had >= size && share.keep() < size) {
        // Whatever the scores are, so few cannot lie in every layer.
        emptied.add(
            size == 1
                ? share.among().get(0).tensors()
                : List.of("one of the " + size + " layers at least"));
      }
    }
    left.put(task.node().taskId(), after);
    return new Round(task, removed, emptied, null);
  }

  /** Which layers lose how many where they are ranked together is known when they are scored. */
  private static long left(Map<Set<PieceGroup>, Long> known, List<PieceGroup> groups) {
    Long together = known.get(Set.copyOf(groups));
    if (together != null) {
      return together;
    }
    long sum = 0;
    for (PieceGroup group : groups) {
      Long one = known.get(Set.of(group));
      if (one == null) {
        throw new UnknownException();
      }
      sum += one;
    }
    return sum;
  }

  private static Map<Set<PieceGroup>, Long> whole(List<PieceGroup> groups) {
    Map<Set<PieceGroup>, Long> all = new HashMap<>();
    groups.forEach(group -> all.put(Set.of(group), group.pieces()));
    return all;
  }

  /** Counts alone do not say what was asked for. */
  private static final class UnknownException extends RuntimeException {}

  /** The groups of tensors that go together, those that are pruned. */
  private List<PieceGroup> groups(PruneParameters parameters, Granularities granularities) {
    Network network = catalog.get(Network.class, parameters.network());
    Map<String, LayerShape> layers = new LinkedHashMap<>();
    network
        .prunableLayers(granularities, parameters.ignore())
        .forEach(layer -> layers.put(layer.weightName(), layer));
    List<List<String>> names =
        Boolean.TRUE.equals(parameters.together())
            ? FilterGroups.of(network.spec())
            : layers.keySet().stream().map(List::of).toList();
    return names.stream()
        .filter(layers.keySet()::containsAll)
        .map(group -> group(group, layers, granularities))
        .toList();
  }

  private static PieceGroup group(
      List<String> names, Map<String, LayerShape> layers, Granularities granularities) {
    List<LayerShape> members =
        names.stream().map(name -> Objects.requireNonNull(layers.get(name))).toList();
    LayerShape first = members.get(0);
    return new PieceGroup(
        names,
        members.stream().map(LayerShape::weightShape).toList(),
        first.pieces(granularities.of(first.name())));
  }

  private static @Nullable String mask(Task task) {
    return task.inputs().stream()
        .filter(input -> input.role().equals("mask"))
        .map(input -> input.fromTask() == null ? "" : input.fromTask())
        .findFirst()
        .orElse(null);
  }
}
