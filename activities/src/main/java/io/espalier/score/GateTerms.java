package io.espalier.score;

import io.espalier.model.Graph;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.BatchNorm;
import io.espalier.score.TaylorCriterion.Gates;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;

/**
 * The derivative z ∂L/∂z of a loss by gates z = 1 on what filters give: after the batch norm where
 * one directly follows the layer (Molchanov et al. 2019 place it there) unless asked for before it,
 * otherwise after the bias. It is read off the parameters' gradients, since scaling what a filter
 * gives is scaling γ and β, or the filter's weights and its bias: γ g_γ + β g_β, or Σ g w + b g_b.
 * A ReLU or a pool of maxima changes nothing about it.
 */
final class GateTerms {
  /** Name of the batch norm after each layer that has one. */
  private final Map<String, String> norms = new HashMap<>();

  GateTerms(NetworkSpec network, Gates gates) {
    Graph graph = network.graph();
    int nodes = gates == Gates.AFTER_NORM ? graph.nodes().size() : 0;
    for (int i = 0; i < nodes; i++) {
      String layer = graph.nodes().get(i).layer().name();
      if (layer != null && graph.follower(i) instanceof BatchNorm norm) {
        norms.put(layer, Objects.requireNonNull(norm.name()));
      }
    }
  }

  /**
   * One term for each filter of a layer.
   *
   * @param weight name of its weight tensor, {@code [out, …]}
   * @param gradients of the loss, by every parameter
   */
  double[] of(
      String weight, SortedMap<String, Tensor> parameters, SortedMap<String, Tensor> gradients) {
    String layer = weight.substring(0, weight.lastIndexOf('.'));
    double[] terms = new double[Tensors.get(parameters, weight).shape()[0]];
    String norm = norms.get(layer);
    if (norm == null) {
      add(weight, parameters, gradients, terms);
      addIfThere(layer + ".bias", parameters, gradients, terms);
    } else {
      add(norm + ".weight", parameters, gradients, terms);
      add(norm + ".bias", parameters, gradients, terms);
    }
    return terms;
  }

  private static void addIfThere(
      String name,
      SortedMap<String, Tensor> parameters,
      SortedMap<String, Tensor> gradients,
      double[] terms) {
    if (parameters.containsKey(name)) {
      add(name, parameters, gradients, terms);
    }
  }

  private static void add(
      String name,
      SortedMap<String, Tensor> parameters,
      SortedMap<String, Tensor> gradients,
      double[] terms) {
    float[] values = Tensors.get(parameters, name).data();
    float[] slopes = Tensors.get(gradients, name).data();
    int size = values.length / terms.length;
    for (int i = 0; i < values.length; i++) {
      terms[i / size] += (double) values[i] * slopes[i];
    }
  }
}
