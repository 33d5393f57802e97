package io.espalier.score;

import io.espalier.catalog.Granularity;
import io.espalier.catalog.setting.Named;
import io.espalier.engine.Executor;
import io.espalier.mask.Mask;
import io.espalier.model.NetworkSpec;
import io.espalier.random.RandomSource;
import io.espalier.tensor.Tensor;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A score context of given values. Asking for what was not given is an error of the criterion: it
 * has to declare {@code needsData()}, {@code needsInitialWeights()}, {@code needsNetwork()} or
 * {@code needsRandomness()}.
 */
public final class GivenScoreContext implements ScoreContext {
  private final NetworkSpec network;
  private final SortedMap<String, Tensor> parameters;
  private final Mask mask;
  private final Granularity granularity;
  private final @Nullable SortedMap<String, Tensor> gradients;
  private final @Nullable RandomSource random;
  private final @Nullable Executor executor;
  private final List<ScoringBatch> batches;
  private final @Nullable Record settings;
  private final @Nullable SortedMap<String, Tensor> initial;

  /**
   * A context of these values.
   *
   * @param gradients null for a criterion without data
   * @param random null for a criterion that draws nothing
   */
  public GivenScoreContext(
      NetworkSpec network,
      SortedMap<String, Tensor> parameters,
      Mask mask,
      Granularity granularity,
      @Nullable SortedMap<String, Tensor> gradients,
      @Nullable RandomSource random) {
    this(network, parameters, mask, granularity, gradients, random, null, List.of(), null, null);
  }

  private GivenScoreContext(
      NetworkSpec network,
      SortedMap<String, Tensor> parameters,
      Mask mask,
      Granularity granularity,
      @Nullable SortedMap<String, Tensor> gradients,
      @Nullable RandomSource random,
      @Nullable Executor executor,
      List<ScoringBatch> batches,
      @Nullable Record settings,
      @Nullable SortedMap<String, Tensor> initial) {
    this.network = network;
    this.parameters = Collections.unmodifiableSortedMap(parameters);
    this.mask = mask;
    this.granularity = granularity;
    this.gradients = gradients;
    this.random = random;
    this.executor = executor;
    this.batches = List.copyOf(batches);
    this.settings = settings;
    this.initial = initial;
  }

  /** The same with something to run the network on, and examples to run it with. */
  public GivenScoreContext with(Executor runner, ScoringBatch... examples) {
    return copy(runner, List.of(examples), settings, initial);
  }

  /** The same with settings of the criterion. */
  public GivenScoreContext with(Record values) {
    return copy(executor, batches, values, initial);
  }

  /** The same with weights that the dense training began with. */
  public GivenScoreContext withInitial(SortedMap<String, Tensor> weights) {
    return copy(executor, batches, settings, weights);
  }

  private GivenScoreContext copy(
      @Nullable Executor runner,
      List<ScoringBatch> examples,
      @Nullable Record values,
      @Nullable SortedMap<String, Tensor> weights) {
    return new GivenScoreContext(
        network,
        parameters,
        mask,
        granularity,
        gradients,
        random,
        runner,
        examples,
        values,
        weights);
  }

  @Override
  public SortedMap<String, Tensor> initial() {
    return initial == null ? ScoreContext.super.initial() : initial;
  }

  @Override
  public NetworkSpec network() {
    return network;
  }

  @Override
  public SortedMap<String, Tensor> parameters() {
    return parameters;
  }

  @Override
  public Mask mask() {
    return mask;
  }

  @Override
  public Granularity granularity() {
    return granularity;
  }

  @Override
  public SortedMap<String, Tensor> gradients() {
    if (gradients == null) {
      throw new IllegalStateException("gradients: the criterion does not declare needsData()");
    }
    return gradients;
  }

  @Override
  public Iterable<ScoringBatch> batches() {
    return batches.isEmpty() ? ScoreContext.super.batches() : batches;
  }

  /** The first of the batches, whatever its classes. */
  @Override
  public ScoringBatch balancedExamples() {
    return batches.isEmpty() ? ScoreContext.super.balancedExamples() : batches.get(0);
  }

  @Override
  public Executor executor() {
    return executor == null ? ScoreContext.super.executor() : executor;
  }

  @Override
  public <S extends Record> S settings(Class<S> type) {
    if (settings == null) {
      throw new IllegalStateException("settings: none were given (expected: with(settings))");
    }
    return new Named("the criterion", settings).settings(type);
  }

  @Override
  public RandomSource random() {
    if (random == null) {
      throw new IllegalStateException(
          "random numbers: the criterion does not declare needsRandomness()");
    }
    return random;
  }
}
