package io.espalier.analyse.memory;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.data.split.EpochBatches;
import io.espalier.data.split.SplitData;
import io.espalier.data.split.Subset;
import io.espalier.engine.DivergedException;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.model.Initialisation;
import io.espalier.model.Initialiser;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.operator.SplitParameters;
import io.espalier.operator.memory.SubsetTrainingsParameters;
import io.espalier.random.RandomSource;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import io.espalier.train.Predictor;
import io.espalier.train.TrainOperator;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Trains on random subsets; see {@link SubsetTrainingsParameters}. A checkpoint follows each
 * training. What it gives says something of test examples, so that analyses alone may read it.
 */
@AutoService(Descriptor.class)
public final class SubsetTrainingsOperator implements Operator<SubsetTrainingsParameters> {
  /** Iterations between two signs of life. */
  private static final long STRETCH = 50;

  @Override
  public String name() {
    return "train_subsets";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Trains networks on random subsets and writes down what each is right about.";
  }

  @Override
  public Class<SubsetTrainingsParameters> parameters() {
    return SubsetTrainingsParameters.class;
  }

  @Override
  public long iterations(JsonNode parameters) {
    return parameters.path("count").asLong() * parameters.path("iterations").asLong();
  }

  @Override
  public boolean readsTestData() {
    return true;
  }

  @Override
  public boolean runsNetwork(Record parameters, Catalog catalog) {
    return true;
  }

  @Override
  public @Nullable Object run(SubsetTrainingsParameters parameters, StepContext context) {
    try {
      train(parameters, context);
    } catch (IllegalArgumentException e) {
      throw new FatalTaskException(e);
    }
    return null;
  }

  private static void train(SubsetTrainingsParameters parameters, StepContext context) {
    NetworkSpec known = context.catalog().get(Network.class, parameters.network()).spec();
    NetworkSpec network =
        parameters.distribution() == null
            ? known
            : known.with(Initialiser.of(parameters.distribution()));
    SplitData data = SplitData.of(context);
    Subset train = data.train();
    Subset test = data.test();
    RandomSource random = context.random("subsets");
    Optional<StepContext.Resume> resume = context.resume();
    SubsetOutcomes outcomes =
        resume.map(kept -> SubsetOutcomes.read(kept.state())).orElseGet(SubsetOutcomes::none);
    for (int done = outcomes.drawn().size(); done < parameters.count(); done++) {
      outcomes =
          outcomes.with(
              one(
                  parameters,
                  context,
                  network,
                  train,
                  test,
                  data.classes(),
                  random.at(parameters.first() + done),
                  done));
      if (done + 1 < parameters.count()) {
        SubsetOutcomes so = outcomes;
        context.checkpoint(done + 1, so::writeTo);
      }
    }
    SubsetOutcomes all = outcomes;
    context.output("outcomes", "outcomes", Safetensors.MEDIA_TYPE, all::writeTo);
  }

  private static SubsetOutcomes one(
      SubsetTrainingsParameters parameters,
      StepContext context,
      NetworkSpec network,
      Subset train,
      Subset test,
      int classes,
      RandomSource random,
      int before) {
    int size = SplitParameters.part(parameters.fraction(), train.count());
    int[] chosen = Arrays.copyOf(random.at("subset").permutation(train.count()), size);
    Arrays.sort(chosen);
    boolean[] drawn = new boolean[train.count()];
    for (int position : chosen) {
      drawn[position] = true;
    }
    EpochBatches batches =
        new EpochBatches(
            train.at(chosen),
            parameters.batch(),
            random.at("order"),
            null,
            network.drawsRandomly() ? random.at("dropout") : null);
    TrainingState start =
        TrainingState.fresh(Initialisation.weights(network, random.at("initialise")), null);
    try (Session session =
        context.executor().open(network, start, TrainOperator.optimizer(parameters.optimizer()))) {
      for (long from = 0; from < parameters.iterations(); from += STRETCH) {
        long to = Math.min(parameters.iterations(), from + STRETCH);
        session.train(batches, from, to, parameters.learningRate()::at);
        double part = (double) to / parameters.iterations();
        context.progress((before + part) / parameters.count());
      }
      return new SubsetOutcomes(
          List.of(drawn),
          List.of(right(session, train, classes)),
          List.of(right(session, test, classes)));
    } catch (DivergedException e) {
      throw new FatalTaskException(
          "training %d on a subset diverged at iteration %d: %s; try a lower learning rate"
              .formatted(parameters.first() + before, e.iteration(), e.getMessage()));
    }
  }

  private static boolean[] right(Session session, Subset subset, int classes) {
    float[] logits = Predictor.logits(session, subset, classes, () -> {});
    int[] named = Predictions.classes(logits, classes);
    boolean[] right = new boolean[named.length];
    for (int i = 0; i < right.length; i++) {
      right[i] = named[i] == subset.label(i);
    }
    return right;
  }
}
