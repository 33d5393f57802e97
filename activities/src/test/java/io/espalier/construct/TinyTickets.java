package io.espalier.construct;

import io.espalier.catalog.Catalog;
import io.espalier.dag.RandomStream;
import io.espalier.data.DataSet;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.model.Initialisation;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.random.RandomSource;
import io.espalier.step.RecordingContext;
import io.espalier.tensor.Tensor;
import io.espalier.train.TinyProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Small targets with random weights, and what is made of them. */
public final class TinyTickets {
  static final long SEED = 11;

  public static final Catalog CATALOG =
      Catalog.builtIn().with(List.of(TinyProblem.CATALOG.get(DataSet.class, "tiny")));

  private TinyTickets() {}

  /** Three layers with a non-linearity, as an experiment file names it. */
  public static String three(String activation) {
    return "layers(input(1,3,3),3,flatten,dense(fc1,6),%s,dense(fc2,5),%s,dense(fc3,3))"
        .formatted(activation, activation);
  }

  public static NetworkSpec spec(String network) {
    return CATALOG.get(Network.class, network).spec();
  }

  /** Weights of a target; its biases are not 0. */
  public static SortedMap<String, Tensor> weights(String network) {
    RandomSource random = RandomSource.of(new RandomStream("target", SEED, List.of()));
    SortedMap<String, Tensor> weights = Initialisation.weights(spec(network), random);
    weights.forEach(
        (name, tensor) -> {
          for (int i = 0; name.endsWith(".bias") && i < tensor.data().length; i++) {
            tensor.data()[i] = (float) (0.4 * random.at(name).uniform(i) - 0.2);
          }
        });
    return weights;
  }

  /** A mask that keeps about two in five. */
  public static Mask mask(String network) {
    RandomSource random = RandomSource.of(new RandomStream("mask", SEED, List.of()));
    Map<String, int[]> shapes = new TreeMap<>(spec(network).weightShapes());
    Map<String, boolean[]> kept = new TreeMap<>();
    shapes.forEach(
        (name, shape) -> {
          boolean[] flags = new boolean[shape[0] * shape[1]];
          for (int i = 0; i < flags.length; i++) {
            flags[i] = random.at(name).uniform(i) < 0.4;
          }
          kept.put(name, flags);
        });
    return new Mask(shapes, kept);
  }

  public static ConstructTicketOperator.Parameter parameters(String network, boolean twofold) {
    return parameters(network, twofold, ConstructTicketOperator.Form.TICKET);
  }

  public static ConstructTicketOperator.Parameter parameters(
      String network, boolean twofold, ConstructTicketOperator.Form form) {
    String source = Source.of(spec(network), twofold, 15, 0.01).text(CATALOG, false);
    return new ConstructTicketOperator.Parameter(
        /* network= */ source, /* target= */ network, twofold, 15, 0.01, 0.01, 100, form);
  }

  public static RandomSource source() {
    return RandomSource.of(new RandomStream("source", SEED, List.of(1L)));
  }

  public static Construction constructed(String network, boolean twofold) {
    Construction construction =
        new Construction(
            Source.of(spec(network), twofold, 15, 0.01),
            weights(network),
            mask(network),
            0.01,
            100,
            source(),
            new FoundSubsets());
    construction.run(done -> {});
    return construction;
  }

  public static RecordingContext context(String network) {
    return new RecordingContext()
        .catalog(CATALOG).executor(new JvmExecutor()).stream("source", SEED, 1)
            .input("split", TinyProblem.split(15))
            .input("weights", TinyProblem.bytes(weights(network)))
            .input("mask", bytes(mask(network)));
  }

  private static byte[] bytes(Mask mask) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      MaskFiles.write(out, mask);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return out.toByteArray();
  }
}
