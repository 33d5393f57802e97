package io.espalier.operator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Operator {@code score}: inputs {@code weights}, optionally {@code mask}; {@code initial} where
 * the criterion looks at the initial weights; {@code split} where it needs data; {@code earlier},
 * scores of before, where there is a memory; stream {@code score} (replicate, round, draw) where
 * the criterion needs data or randomness; output {@code scores}.
 *
 * @param network name of the network
 * @param criterion name of the criterion
 * @param granularity {@code weight} or {@code filter}
 * @param ignore layers that are never pruned, by name
 * @param examples training examples, drawn at random, that a criterion with data looks at
 * @param steps how to prune and score in turn, null to score once
 * @param criterionSettings what differs from the defaults of the criterion's settings, null for
 *     nothing
 * @param only names of the layers that are scored, all others get 0; null for every layer
 * @param memory part of the input {@code earlier}, scores of before, in what is given out: memory ·
 *     earlier + (1 − memory) · new; null for none, and of no effect without that input
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
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double memory) {
  public ScoreParameters {
    ignore = List.copyOf(ignore);
    only = only == null ? null : List.copyOf(only);
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
    this(network, criterion, granularity, ignore, examples, steps, criterionSettings, null, null);
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
