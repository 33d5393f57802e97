package io.espalier.operator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Operator {@code score}: inputs {@code weights}, optionally {@code mask}; {@code initial} where
 * the criterion looks at the initial weights; {@code split} where it needs data; {@code earlier},
 * scores of before, where there is a memory; stream {@code score} (replicate, round, draw) where
 * the criterion needs data or randomness; output {@code scores}.
 *
 * @param network name of the network
 * @param criterion name of the criterion
 * @param granularity {@code weight}, {@code filter} or {@code channel}
 * @param ignore layers that are never pruned, by name
 * @param examples training examples, drawn at random, that a criterion with data looks at
 * @param steps how to prune and score in turn, null to score once
 * @param criterionSettings what differs from the defaults of the criterion's settings, null for
 *     nothing
 * @param only names of the layers that are scored, all others get 0; null for every layer
 * @param memory part of the input {@code earlier}, scores of before, in what is given out: memory ·
 *     earlier + (1 − memory) · new; null for none, and of no effect without that input
 * @param parts layers that are scored otherwise, null for none
 */
public record ScoreParameters(
    String network,
    String criterion,
    String granularity,
    List<String> ignore,
    int examples,
    @Nullable Steps steps,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ObjectNode criterionSettings,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> only,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double memory,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Part> parts) {
  public ScoreParameters {
    ignore = List.copyOf(ignore);
    only = only == null ? null : List.copyOf(only);
    parts = parts == null ? null : List.copyOf(parts);
  }

  /** Scores of every layer, without a memory. */
  public ScoreParameters(
      String network,
      String criterion,
      String granularity,
      List<String> ignore,
      int examples,
      @Nullable Steps steps,
      @Nullable ObjectNode criterionSettings) {
    this(
        network,
        criterion,
        granularity,
        ignore,
        examples,
        steps,
        criterionSettings,
        null,
        null,
        null);
  }

  /** A criterion with its default settings. */
  public ScoreParameters(
      String network,
      String criterion,
      String granularity,
      List<String> ignore,
      int examples,
      @Nullable Steps steps) {
    this(network, criterion, granularity, ignore, examples, steps, null);
  }

  /** Scores of the network as it is. */
  public ScoreParameters(
      String network, String criterion, String granularity, List<String> ignore, int examples) {
    this(network, criterion, granularity, ignore, examples, null, null);
  }

  /**
   * Layers that are scored by a criterion or in pieces of their own.
   *
   * @param layers by name
   * @param granularity {@code weight}, {@code filter} or {@code channel}
   * @param criterion name of the criterion
   * @param criterionSettings what differs from its defaults, null for nothing
   */
  public record Part(
      List<String> layers,
      String granularity,
      String criterion,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ObjectNode criterionSettings) {
    public Part {
      layers = List.copyOf(layers);
    }
  }

  /** Every part, that of the other layers first. */
  public List<Part> allParts() {
    List<Part> all = new ArrayList<>();
    all.add(new Part(List.of(), granularity, criterion, criterionSettings));
    all.addAll(parts == null ? List.of() : parts);
    return List.copyOf(all);
  }

  /** Granularities of the layers that are scored otherwise, by layer name. */
  public SortedMap<String, String> otherGranularities() {
    SortedMap<String, String> others = new TreeMap<>();
    for (Part part : parts == null ? List.<Part>of() : parts) {
      part.layers().forEach(layer -> others.put(layer, part.granularity()));
    }
    return others;
  }

  /**
   * Scoring {@code count} times, each time what the time before has left: after k of the steps
   * density^(k / count) of the prunable weights are left. What goes on the way scores −∞, or +∞
   * where the highest go.
   *
   * @param count at least 2
   * @param density that the pruning after this task is to reach, in (0, 1]
   * @param scope name of the scope
   * @param together see {@link PruneParameters#together}
   * @param scopeSettings see {@link PruneParameters#scopeSettings}
   * @param remove see {@link PruneParameters#remove}
   */
  public record Steps(
      int count,
      double density,
      String scope,
      @Nullable Boolean together,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ObjectNode scopeSettings,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String remove) {
    /** Steps that look at every filter for itself. */
    public Steps(int count, double density, String scope) {
      this(count, density, scope, null, null, null);
    }
  }
}
