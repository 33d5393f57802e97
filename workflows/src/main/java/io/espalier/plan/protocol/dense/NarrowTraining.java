package io.espalier.plan.protocol.dense;

import io.espalier.catalog.LayerShape;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.operator.EvaluateParameters;
import io.espalier.operator.InitialiseParameters;
import io.espalier.operator.TrainParameters;
import io.espalier.plan.Arm;
import io.espalier.plan.Input;
import io.espalier.plan.Replicate;
import io.espalier.plan.Spot;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.Training;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The training of one narrow network, which goes through the schedule once or again and again. */
final class NarrowTraining {
  private final Spot spot;
  private final Arm arm;
  private final Replicate replicate;
  private final NetworkDescriptor network;

  NarrowTraining(Spot spot, NetworkDescriptor network) {
    this.spot = spot;
    this.arm = spot.arm();
    this.replicate = arm.replicate();
    this.network = network;
  }

  /**
   * Adds it with its result.
   *
   * @param iterations in all; what is left after whole schedules is the beginning of one
   */
  void add(long iterations) {
    String own = replicate.experiment().model().initialiserId();
    TaskBuilder start =
        spot
            .task(
                "initialise",
                "initialise",
                new InitialiseParameters(network.name(), own == null ? drawn() : own),
                List.of())
            .stream("initialise", replicate.seed(), replicate.path(spot.round()));
    TaskBuilder last = start;
    int pass = 0;
    for (long done = 0; done < iterations; ) {
      long until = Math.min(replicate.iterations(), iterations - done);
      pass++;
      done += until;
      TrainParameters parameters = arm.schedule(0, until).of(network.name());
      String name = done == iterations ? "train" : "train_" + pass;
      last = spot.train(name, parameters, last, List.of()).task();
    }
    TaskBuilder evaluation =
        spot.task(
            "evaluate",
            "evaluate",
            new EvaluateParameters(network.name()),
            List.of(Input.weights(last), Input.of("split", replicate.split())));
    long weights = network.layers().stream().mapToLong(LayerShape::weights).sum();
    spot.result(new Training(start, last, iterations), null, evaluation, weights);
  }

  /** A description has a distribution of its own: what the whole network draws is said. */
  private @Nullable String drawn() {
    return replicate.network().initialiserId();
  }
}
