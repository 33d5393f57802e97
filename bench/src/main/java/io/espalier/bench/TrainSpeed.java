package io.espalier.bench;

import com.sun.management.OperatingSystemMXBean;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Granularity;
import io.espalier.dag.RandomStream;
import io.espalier.engine.BatchSource;
import io.espalier.engine.Executor;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.mask.Mask;
import io.espalier.model.Initialisation;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.random.RandomSource;
import io.espalier.shrink.Shrinking;
import io.espalier.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many examples a second one trainer works through: drawn images and labels that stay in
 * memory, a drawn mask, no store. Seconds are CPU seconds of the whole process, the JVM's own
 * threads included, so that a busy machine does not blur them.
 */
public final class TrainSpeed {
  private static final int BATCHES = 16;
  private static final double WINDOW_SECONDS = 0.5;

  private TrainSpeed() {}

  /**
   * Arguments: executor, network, batch, optimizer ({@code sgd}, {@code momentum}, {@code adam}),
   * density of the hidden layers or {@code half} for the network without every second filter of
   * them, seconds to warm up, seconds to measure. Prints one line: median examples a second,
   * density, seconds from the process's start to the end of the first step.
   */
  public static void main(String[] args) {
    Executor executor = executor(args[0]);
    Network network = Catalog.builtIn().get(Network.class, args[1]);
    int batch = Integer.parseInt(args[2]);
    Optimizer.Kind kind = Optimizer.Kind.valueOf(args[3].toUpperCase(Locale.ROOT));
    Optimizer optimizer = new Optimizer(kind, 0.9, 0.9, 0.999, 1e-8, 0);
    boolean half = args[4].equals("half");
    NetworkSpec spec = half ? half(network) : network.spec();
    SortedMap<String, Tensor> weights =
        Initialisation.weights(
            spec, RandomSource.of(new RandomStream("initialise", 1, List.of(1L))));
    Mask mask = half ? null : mask(network, Double.parseDouble(args[4]));
    if (mask != null) {
      mask.applyTo(weights);
    }
    BatchSource batches = new Drawn(spec, batch);
    try (Session session = executor.open(spec, TrainingState.fresh(weights, mask), optimizer)) {
      session.train(batches, 0, 1, iteration -> 1e-3);
      double first =
          (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime()) / 1e3;
      long done = measure(session, batches, 1, Double.parseDouble(args[5]), new ArrayList<>());
      List<Double> rates = new ArrayList<>();
      measure(session, batches, done, Double.parseDouble(args[6]), rates);
      rates.sort(null);
      double density = mask == null ? 1 : mask.density();
      System.out.printf(
          Locale.ROOT, "%.1f %.4f %.2f%n", rates.get(rates.size() / 2) * batch, density, first);
    }
    System.exit(0);
  }

  private static Executor executor(String name) {
    return ServiceLoader.load(Executor.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(executor -> executor.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("executor: " + name));
  }

  /** Iterations a second of one window after the other; returns the next iteration. */
  private static long measure(
      Session session, BatchSource batches, long from, double seconds, List<Double> rates) {
    long iteration = from;
    long stretch = 1;
    double end = cpuSeconds() + seconds;
    do {
      double began = cpuSeconds();
      long first = iteration;
      double took;
      do {
        session.train(batches, iteration, iteration + stretch, each -> 1e-3);
        iteration += stretch;
        took = cpuSeconds() - began;
        if (took < WINDOW_SECONDS / 8) {
          stretch *= 2;
        }
      } while (took < WINDOW_SECONDS);
      rates.add((iteration - first) / took);
    } while (cpuSeconds() < end);
    return iteration;
  }

  private static double cpuSeconds() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }

  /** What is left without the filters of odd numbers, by the way that a run shrinks its network. */
  private static NetworkSpec half(Network network) {
    Mask dense = Mask.dense(network, Granularity.FILTER, List.of());
    Map<String, boolean[]> kept = new TreeMap<>();
    for (String name : dense.names()) {
      boolean[] flags = dense.flags(name).clone();
      int filter = flags.length / dense.shape(name)[0];
      for (int i = 0; i < flags.length; i++) {
        flags[i] = i / filter % 2 == 0;
      }
      kept.put(name, flags);
    }
    return Shrinking.of(network.spec(), new Mask(dense.shapes(), kept)).network();
  }

  /** Weights drawn alike in every layer; the output layer is pruned half as often, as in IMP. */
  private static @Nullable Mask mask(Network network, double density) {
    if (density >= 1) {
      return null;
    }
    Map<String, int[]> shapes = new TreeMap<>();
    Map<String, boolean[]> kept = new TreeMap<>();
    Random random = new Random(7);
    for (var layer : network.layers()) {
      int[] shape = layer.weightShape().stream().mapToInt(Integer::intValue).toArray();
      int size = 1;
      for (int side : shape) {
        size *= side;
      }
      boolean[] flags = new boolean[size];
      double keep = layer.output() ? Math.pow(density, Math.log(0.9) / Math.log(0.8)) : density;
      for (int i = 0; i < size; i++) {
        flags[i] = random.nextDouble() < keep;
      }
      shapes.put(layer.name() + ".weight", shape);
      kept.put(layer.name() + ".weight", flags);
    }
    return new Mask(shapes, kept);
  }

  /** Batches in memory, used in turn. */
  private static final class Drawn implements BatchSource {
    private final int batch;
    private final List<float[]> inputs = new ArrayList<>();
    private final List<int[]> labels = new ArrayList<>();

    Drawn(NetworkSpec spec, int batch) {
      this.batch = batch;
      Random random = new Random(1);
      for (int i = 0; i < BATCHES; i++) {
        float[] values = new float[batch * spec.inputSize()];
        for (int j = 0; j < values.length; j++) {
          values[j] = (float) random.nextGaussian();
        }
        inputs.add(values);
        labels.add(random.ints(batch, 0, spec.classes()).toArray());
      }
    }

    @Override
    public int batchSize() {
      return batch;
    }

    @Override
    public void fill(long iteration, float[] into, int[] labelsInto) {
      int which = (int) (iteration % BATCHES);
      System.arraycopy(inputs.get(which), 0, into, 0, inputs.get(which).length);
      System.arraycopy(labels.get(which), 0, labelsInto, 0, batch);
    }
  }
}
