package io.espalier.score;

import io.espalier.catalog.Granularity;
import io.espalier.catalog.setting.Named;
import io.espalier.engine.Executor;
import io.espalier.mask.Mask;
import io.espalier.model.NetworkSpec;
import io.espalier.random.RandomSource;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import java.util.Collections;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The score context of a task: examples are drawn and gradients computed when they are asked for.
 */
final class StepScoreContext implements ScoreContext {
  private final StepContext context;
  private final Runnable goOn;
  private final Criterion criterion;
  private final NetworkSpec network;
  private final SortedMap<String, Tensor> parameters;
  private final Mask mask;
  private final Granularity granularity;
  private final ScoringData data;
  private final Named chosen;
  private @Nullable SortedMap<String, Tensor> gradients;
  private @Nullable SortedMap<String, Tensor> initial;

  /**
   * A context for what a mask has left.
   *
   * @param goOn says how far the step is once more, and throws where it is to stop
   * @param parameters with +0.0 where the mask prunes
   * @param data for a criterion with data
   * @param settings null for a criterion without
   */
  StepScoreContext(
      StepContext context,
      Runnable goOn,
      Criterion criterion,
      NetworkSpec network,
      SortedMap<String, Tensor> parameters,
      Mask mask,
      Granularity granularity,
      ScoringData data,
      @Nullable Record settings) {
    this.context = context;
    this.goOn = goOn;
    this.criterion = criterion;
    this.network = network;
    this.parameters = Collections.unmodifiableSortedMap(parameters);
    this.mask = mask;
    this.granularity = granularity;
    this.data = data;
    this.chosen = new Named(criterion.name(), settings);
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
  public SortedMap<String, Tensor> initial() {
    require(criterion.needsInitialWeights(), "initial weights", "needsInitialWeights()");
    SortedMap<String, Tensor> known = initial;
    if (known == null) {
      known = Collections.unmodifiableSortedMap(Safetensors.read(context.input("initial")));
      initial = known;
    }
    return known;
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
    require(criterion.needsData(), "gradients", "needsData()");
    SortedMap<String, Tensor> known = gradients;
    if (known == null) {
      known = data.gradients(network, parameters, mask);
      gradients = known;
    }
    return known;
  }

  @Override
  public Iterable<ScoringBatch> batches() {
    require(criterion.needsData(), "examples", "needsData()");
    return data.batches();
  }

  @Override
  public ScoringBatch balancedExamples() {
    require(criterion.needsData(), "examples", "needsData()");
    return data.balanced(network.classes());
  }

  @Override
  public Executor executor() {
    require(criterion.needsNetwork(), "executor", "needsNetwork()");
    return context.executor();
  }

  @Override
  public void goOn() {
    goOn.run();
  }

  @Override
  public <S extends Record> S settings(Class<S> type) {
    return chosen.settings(type);
  }

  @Override
  public RandomSource random() {
    require(criterion.needsRandomness(), "random numbers", "needsRandomness()");
    return context.random("score");
  }

  private static void require(boolean declared, String what, String declaration) {
    if (!declared) {
      throw new IllegalStateException(what + ": the criterion does not declare " + declaration);
    }
  }
}
