package io.espalier.unit;

import io.espalier.engine.Executor;
import io.espalier.engine.hessian.LossDerivatives;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.Gate;
import io.espalier.model.layer.Layer;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Second derivatives of the mean loss by gates z = 1 on what the units of a layer give, each by
 * itself: the diagonal of a Hessian, exactly and in double precision. A gate stands after the batch
 * norm where one directly follows the layer, which normalises by the batch as in training.
 */
public final class GateCurvature {
  private static final String GATE = "gate-at-the-cut";

  private final Executor executor;
  private final NetworkSpec network;
  private final SortedMap<String, Tensor> parameters;
  private final String layer;

  /** What is differentiated at parameters, which are not written to. */
  public GateCurvature(
      Executor executor, NetworkSpec network, SortedMap<String, Tensor> parameters, String layer) {
    this.executor = executor;
    this.network = network;
    this.parameters = parameters;
    this.layer = layer;
  }

  /**
   * ∂²L/∂z² for each unit, {@code [units]}; 0 for those that are not wanted.
   *
   * @param inputs {@code [count, C, H, W]} row-major
   * @param labels {@code [count]}
   * @param wanted units that are looked at
   * @param watch called before every layer of every pass; what it throws ends the pass
   */
  public double[] of(float[] inputs, int[] labels, boolean[] wanted, Runnable watch) {
    // What a layer gives at the cut is that of running statistics, so norms need the whole network.
    return network.bufferShapes().isEmpty()
        ? LayerCut.behind(network, layer, true)
            .map(cut -> behind(cut, inputs, labels, wanted, watch))
            .orElseGet(() -> along(inputs, labels, wanted, watch))
        : along(inputs, labels, wanted, watch);
  }

  private double[] behind(
      LayerCut cut, float[] inputs, int[] labels, boolean[] wanted, Runnable watch) {
    NetworkSpec rest = cut.rest();
    List<Layer> layers = new ArrayList<>(rest.layers());
    layers.add(
        layers.get(0) instanceof Flatten && rest.inputShape().get(1) == 1 ? 1 : 0,
        new Gate(Gate.Per.CHANNEL, GATE));
    NetworkSpec gated =
        new NetworkSpec(rest.name(), rest.inputShape(), rest.classes(), layers, rest.initialiser());
    SortedMap<String, Tensor> all = new TreeMap<>(parameters);
    all.keySet().retainAll(rest.tensors().keySet());
    Tensor ones = Tensor.zeros(wanted.length);
    Arrays.fill(ones.data(), 1f);
    all.put(GATE + ".weight", ones);
    float[] leaving = cut.values(executor, parameters, inputs, labels).leaving();
    LossDerivatives loss = new LossDerivatives(gated, all, leaving, labels).watched(watch);
    double[] curvature = new double[wanted.length];
    for (int unit = 0; unit < wanted.length; unit++) {
      if (wanted[unit]) {
        Tensor direction = Tensor.zeros(wanted.length);
        direction.data()[unit] = 1;
        SortedMap<String, Tensor> along = new TreeMap<>();
        along.put(GATE + ".weight", direction);
        curvature[unit] = Tensors.get(loss.hessianTimes(along), GATE + ".weight").data()[unit];
      }
    }
    return curvature;
  }

  /** Scaling what a unit gives is scaling its parameters, or those of its batch norm. */
  private double[] along(float[] inputs, int[] labels, boolean[] wanted, Runnable watch) {
    String norm = Norms.after(network, layer);
    String scaled = norm == null ? layer : norm;
    LossDerivatives loss = new LossDerivatives(network, parameters, inputs, labels).watched(watch);
    double[] curvature = new double[wanted.length];
    for (int unit = 0; unit < wanted.length; unit++) {
      if (wanted[unit]) {
        SortedMap<String, Tensor> direction = new TreeMap<>();
        for (String name : List.of(scaled + ".weight", scaled + ".bias")) {
          if (parameters.containsKey(name)) {
            direction.put(name, row(Tensors.get(parameters, name), unit));
          }
        }
        SortedMap<String, Tensor> product = loss.hessianTimes(direction);
        for (String name : direction.keySet()) {
          curvature[unit] += sum(Tensors.get(direction, name), Tensors.get(product, name));
        }
      }
    }
    return curvature;
  }

  private static double sum(Tensor direction, Tensor product) {
    double sum = 0;
    for (int i = 0; i < direction.data().length; i++) {
      sum += (double) direction.data()[i] * product.data()[i];
    }
    return sum;
  }

  /** One row of a tensor, zeros around it. */
  private static Tensor row(Tensor tensor, int unit) {
    Tensor row = Tensor.zeros(tensor.shape());
    int size = tensor.data().length / tensor.shape()[0];
    System.arraycopy(tensor.data(), unit * size, row.data(), unit * size, size);
    return row;
  }
}
