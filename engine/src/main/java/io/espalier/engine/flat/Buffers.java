package io.espalier.engine.flat;

import io.espalier.engine.TrainingState;
import io.espalier.model.NetworkSpec;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tells the parameters and the buffers of a state apart, and puts them together again. */
public final class Buffers {
  private static final String MEAN = ".running_mean";
  private static final String VARIANCE = ".running_var";

  private Buffers() {}

  /** The state without its buffers. */
  public static TrainingState without(NetworkSpec network, TrainingState state) {
    SortedMap<String, Tensor> parameters = new TreeMap<>(state.parameters());
    parameters.keySet().removeAll(network.bufferShapes().keySet());
    return state.with(parameters);
  }

  /**
   * Writes the buffers among some tensors to where passes read them.
   *
   * @throws IllegalArgumentException when one is missing or has another shape
   */
  public static void read(SortedMap<String, Tensor> tensors, List<RunningStatistics> statistics) {
    for (RunningStatistics one : statistics) {
      read(tensors, one.name() + MEAN, one.mean());
      read(tensors, one.name() + VARIANCE, one.variance());
    }
  }

  /** The state and the buffers as they are now. */
  public static TrainingState with(TrainingState state, List<RunningStatistics> statistics) {
    SortedMap<String, Tensor> all = new TreeMap<>(state.parameters());
    all.putAll(of(statistics));
    return state.with(all);
  }

  /** Copies of the buffers as they are now, by name. */
  public static SortedMap<String, Tensor> of(List<RunningStatistics> statistics) {
    SortedMap<String, Tensor> all = new TreeMap<>();
    for (RunningStatistics one : statistics) {
      all.put(one.name() + MEAN, tensor(one.mean()));
      all.put(one.name() + VARIANCE, tensor(one.variance()));
    }
    return all;
  }

  private static void read(SortedMap<String, Tensor> tensors, String name, FloatBuffer target) {
    Tensor tensor = Tensors.get(tensors, name);
    if (tensor.shape().length != 1 || tensor.data().length != target.capacity()) {
      throw new IllegalArgumentException(
          name
              + ": shape "
              + Arrays.toString(tensor.shape())
              + " (expected: ["
              + target.capacity()
              + "])");
    }
    target.put(0, tensor.data());
  }

  private static Tensor tensor(FloatBuffer values) {
    float[] data = new float[values.capacity()];
    values.get(0, data);
    return new Tensor(new int[] {data.length}, data);
  }
}
