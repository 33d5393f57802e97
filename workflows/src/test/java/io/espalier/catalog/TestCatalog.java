package io.espalier.catalog;

import io.espalier.catalog.optimizer.Adam;
import io.espalier.catalog.optimizer.Adamw;
import io.espalier.catalog.optimizer.Momentum;
import io.espalier.catalog.optimizer.Nesterov;
import io.espalier.catalog.optimizer.Sgd;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.catalog.setting.TrainedWeights;
import io.espalier.operator.ControlMaskParameters;
import io.espalier.operator.EvaluateParameters;
import io.espalier.operator.FineTuneParameters;
import io.espalier.operator.InitialiseParameters;
import io.espalier.operator.PruneParameters;
import io.espalier.operator.ReinitialiseParameters;
import io.espalier.operator.RewindParameters;
import io.espalier.operator.ScoreParameters;
import io.espalier.operator.ShrinkParameters;
import io.espalier.operator.SplitParameters;
import io.espalier.operator.TrainParameters;
import io.espalier.plan.Protocol;
import io.espalier.plan.treatment.Treatment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Descriptors with the names and shapes that the built-in ones have, without their code. */
public final class TestCatalog {
  private TestCatalog() {}

  /** The catalog that tests plan against. */
  public static Catalog get() {
    return new Catalog(descriptors(), Map.of());
  }

  /** The same in a build for CUDA. */
  public static Catalog forCuda() {
    return new Catalog(descriptors("dl4j-cuda"), Map.of());
  }

  /** Its descriptors, for catalogs with others besides. */
  public static List<Descriptor> descriptors() {
    return descriptors("dl4j-cpu");
  }

  private static List<Descriptor> descriptors(String dl4j) {
    List<Descriptor> all = new ArrayList<>();
    all.add(new TestData("mnist", List.of(1, 28, 28), 10, 60000, 10000));
    all.add(new TestData("cifar-10", List.of(3, 32, 32), 10, 50000, 10000));
    all.add(
        new TestNetwork(
            "lenet-300-100",
            List.of(1, 28, 28),
            List.of(
                new LayerShape("fc1", "dense", List.of(300, 784), 300, false),
                new LayerShape("fc2", "dense", List.of(100, 300), 100, false),
                new LayerShape("fc3", "dense", List.of(10, 100), 10, true))));
    all.add(
        new TestNetwork(
            "conv-2",
            List.of(3, 32, 32),
            List.of(
                new LayerShape("conv1", "conv", List.of(64, 3, 3, 3), 64, false),
                new LayerShape("conv2", "conv", List.of(64, 64, 3, 3), 64, false),
                new LayerShape("fc1", "dense", List.of(256, 16384), 256, false),
                new LayerShape("fc2", "dense", List.of(256, 256), 256, false),
                new LayerShape("fc3", "dense", List.of(10, 256), 10, true))));
    all.add(new TestExecutor("jvm", true, true));
    all.add(new TestExecutor("dl4j-cpu", false, dl4j.equals("dl4j-cpu")));
    all.add(new TestExecutor("dl4j-cuda", false, dl4j.equals("dl4j-cuda")));
    all.add(new TestCriterion("magnitude", Set.of(Granularity.WEIGHT), false, false));
    all.add(new TestCriterion("l2", Set.of(Granularity.FILTER), false, false));
    all.add(new TestCriterion("random", Set.of(Granularity.values()), false, true));
    all.add(new TestCriterion("snip", Set.of(Granularity.WEIGHT), true, false));
    Catalog.builtIn().all(Protocol.class).forEach(all::add);
    Catalog.builtIn().all(Treatment.class).forEach(all::add);
    all.add(new TestScope("global", false));
    all.add(new TestScope("layer", true));
    for (String control : List.of("invert", "random", "shuffle_global", "shuffle_layer")) {
      all.add(new TestControl(control));
    }
    all.addAll(List.of(new Sgd(), new Momentum(), new Nesterov(), new Adam(), new Adamw()));
    all.add(new TestObjective("cross_entropy", null));
    all.add(new TestObjective("distill", TestDistill.class));
    all.add(new TestOperator("split", SplitParameters.class));
    all.add(new TestOperator("initialise", InitialiseParameters.class));
    all.add(new TestNetworkOperator("train", TrainParameters.class));
    all.add(new TestOperator("score", ScoreParameters.class));
    all.add(new TestOperator("prune", PruneParameters.class));
    all.add(new TestOperator("rewind", RewindParameters.class));
    all.add(new TestOperator("fine_tune", FineTuneParameters.class));
    all.add(new TestOperator("reinitialise", ReinitialiseParameters.class));
    all.add(new TestOperator("control_mask", ControlMaskParameters.class));
    all.add(new TestOperator("shrink", ShrinkParameters.class));
    all.add(new TestNetworkOperator("evaluate", EvaluateParameters.class));
    return all;
  }

  private interface Nameless extends Descriptor {
    @Override
    default int version() {
      return 1;
    }

    @Override
    default String summary() {
      return "For tests.";
    }
  }

  private record TestData(
      String name, List<Integer> shape, int classes, int trainExamples, int testExamples)
      implements DataSetDescriptor, Nameless {}

  private record TestNetwork(String name, List<Integer> inputShape, List<LayerShape> layers)
      implements NetworkDescriptor, Nameless {
    @Override
    public int classes() {
      return 10;
    }
  }

  private record TestExecutor(String name, boolean onlyFullyConnected, boolean inBuild)
      implements ExecutorDescriptor, Nameless {
    @Override
    public Optional<Lack> lackingBuild() {
      return inBuild
          ? Optional.empty()
          : Optional.of(new Lack("not in this build", "take the other build"));
    }

    @Override
    public Optional<UnfitLayer> unfit(NetworkDescriptor network) {
      return network.fullyConnected() || !onlyFullyConnected
          ? Optional.empty()
          : Optional.of(new UnfitLayer(0, "conv1 (conv)", "it runs fully connected ones alone"));
    }
  }

  private record TestCriterion(
      String name, Set<Granularity> granularities, boolean needsData, boolean needsRandomness)
      implements CriterionDescriptor, Nameless {}

  private record TestScope(String name, boolean takesFractions)
      implements ScopeDescriptor, Nameless {}

  private record TestControl(String name) implements ControlDescriptor, Nameless {}

  /** Settings of an objective with a teacher. */
  public record TestDistill(
      @Doc("Whose outputs are learned.") @Default("dense") @Shorthand TrainedWeights teacher,
      @Doc("What logits are divided by.") @Range(min = 0, above = true) @Default("4")
          double temperature) {}

  private record TestObjective(String name, @Nullable Class<? extends Record> settings)
      implements ObjectiveDescriptor, Nameless {}

  private record TestOperator(String name, Class<? extends Record> parameters)
      implements OperatorDescriptor, Nameless {}

  private record TestNetworkOperator(String name, Class<? extends Record> parameters)
      implements OperatorDescriptor, Nameless {
    @Override
    public boolean runsNetwork(Record parameters, Catalog catalog) {
      return true;
    }
  }
}
