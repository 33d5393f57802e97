package io.espalier.train;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.dag.RandomStream;
import io.espalier.data.DataFile;
import io.espalier.data.DataSet;
import io.espalier.data.Examples;
import io.espalier.data.split.SplitOperator;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.model.Initialisation;
import io.espalier.model.Initialiser;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.objective.DistillObjective;
import io.espalier.operator.SplitParameters;
import io.espalier.random.RandomSource;
import io.espalier.step.RecordingContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Three classes of noisy 3 × 3 images and a network of one dense layer: trains in milliseconds. */
public final class TinyProblem {
  public static final Catalog CATALOG =
      new Catalog(
          List.<Descriptor>of(new TinySet(), new TinyNetwork(), new DistillObjective()), Map.of());

  private TinyProblem() {}

  /** A context with weights, a split of 60 + 15 examples and the order stream. */
  public static RecordingContext context(LinearExecutor executor) {
    return context(executor, 15);
  }

  /** As {@link #context(LinearExecutor)} with so many validation examples. */
  public static RecordingContext context(LinearExecutor executor, int validation) {
    return new RecordingContext()
        .catalog(CATALOG).executor(executor).stream("order", 7, 1)
            .input("split", split(validation))
            .input("weights", weights());
  }

  /** Bytes of a split artifact. */
  public static byte[] split(int validation) {
    RecordingContext context = new RecordingContext().catalog(CATALOG).stream("split", 7, 1);
    new SplitOperator().run(new SplitParameters("tiny", validation), context);
    return context.output("split").bytes();
  }

  /** Bytes of initial weights. */
  public static byte[] weights() {
    RandomSource random = RandomSource.of(new RandomStream("initialise", 7, List.of(1L)));
    return bytes(Initialisation.weights(new TinyNetwork().spec(), random));
  }

  /** Bytes of a mask that keeps every second weight. */
  public static byte[] halfMask() {
    boolean[] kept = new boolean[27];
    for (int i = 0; i < kept.length; i += 2) {
      kept[i] = true;
    }
    Mask mask = new Mask(Map.of("fc1.weight", new int[] {3, 9}), Map.of("fc1.weight", kept));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      MaskFiles.write(out, mask);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return out.toByteArray();
  }

  /** The mask of {@link #halfMask}. */
  public static Mask half() {
    return MaskFiles.read(halfMask());
  }

  /** Tensors as an artifact's bytes. */
  public static byte[] bytes(SortedMap<String, Tensor> tensors) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      Safetensors.write(out, tensors);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return out.toByteArray();
  }

  /** Weights of {@code fc1} written down by hand: {@code weight [3, 9]} and {@code bias [3]}. */
  public static byte[] weights(float[] weight, float[] bias) {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    tensors.put("fc1.weight", new Tensor(new int[] {3, 9}, weight));
    tensors.put("fc1.bias", new Tensor(new int[] {3}, bias));
    return bytes(tensors);
  }

  private static final class TinySet implements DataSet {
    @Override
    public String name() {
      return "tiny";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "Three noisy patterns.";
    }

    @Override
    public List<Integer> shape() {
      return List.of(1, 3, 3);
    }

    @Override
    public int classes() {
      return 3;
    }

    @Override
    public int trainExamples() {
      return 75;
    }

    @Override
    public int testExamples() {
      return 30;
    }

    @Override
    public List<DataFile> files() {
      return List.of();
    }

    @Override
    public Examples train(Function<String, Path> file) {
      return draw("train", trainExamples());
    }

    @Override
    public Examples test(Function<String, Path> file) {
      return draw("test", testExamples());
    }

    private static Examples draw(String part, int count) {
      RandomSource random = RandomSource.of(new RandomStream("tiny", 0, List.of())).at(part);
      byte[] pixels = new byte[count * 9];
      byte[] labels = new byte[count];
      for (int i = 0; i < count; i++) {
        labels[i] = (byte) (i % 3);
        for (int p = 0; p < 9; p++) {
          double mean = p % 3 == labels[i] ? 150 : 100;
          pixels[i * 9 + p] = (byte) (mean + 100 * (random.at(i).uniform(p) - 0.5));
        }
      }
      return new Examples(new int[] {1, 3, 3}, pixels, labels);
    }
  }

  private static final class TinyNetwork implements Network {
    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "One dense layer.";
    }

    @Override
    public NetworkSpec spec() {
      return new NetworkSpec(
          "tiny-linear",
          List.of(1, 3, 3),
          3,
          List.of(new Flatten(), new Dense(3, "fc1")),
          Initialiser.GLOROT_NORMAL);
    }
  }
}
