package io.espalier.engine;

import io.espalier.objective.CrossEntropy;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Arrays;
import java.util.SortedMap;

/**
 * Gradients of single examples by a pass for each of them: works everywhere, and takes its time.
 */
final class OneByOne implements ExampleGradients {
  private final Session session;
  private final float[] inputs;
  private final int[] labels;
  private final int inputSize;

  OneByOne(Session session, float[] inputs, int[] labels) {
    this.session = session;
    this.inputs = inputs.clone();
    this.labels = labels.clone();
    this.inputSize = inputs.length / labels.length;
  }

  @Override
  public int count() {
    return labels.length;
  }

  @Override
  public double[] losses() {
    return CrossEntropy.PLAIN.losses(session.predict(inputs, labels.length), labels);
  }

  @Override
  public SortedMap<String, Tensor> of(int example) {
    float[] input = Arrays.copyOfRange(inputs, example * inputSize, (example + 1) * inputSize);
    return session.outputGradients(input, 1, Readout.loss(new int[] {labels[example]}));
  }

  @Override
  public void forEach(Visitor visitor) {
    for (int i = 0; i < labels.length; i++) {
      visitor.visit(i, of(i));
    }
  }

  @Override
  public SortedMap<String, Tensor> sumsOfSquares() {
    SortedMap<String, Tensor> sums = of(0);
    sums.values().forEach(sum -> Arrays.fill(sum.data(), 0f));
    for (int i = 0; i < labels.length; i++) {
      of(i).forEach((name, gradient) -> addSquares(gradient, Tensors.get(sums, name)));
    }
    return sums;
  }

  @Override
  public float[] products(String weight, float[] direction) {
    float[] products = {};
    int rows = 0;
    for (int i = 0; i < labels.length; i++) {
      Tensor gradient = Tensors.get(of(i), weight);
      if (i == 0) {
        rows = gradient.shape()[0];
        products = new float[labels.length * rows];
      }
      int size = gradient.data().length / rows;
      for (int k = 0; k < gradient.data().length; k++) {
        products[i * rows + k / size] += gradient.data()[k] * direction[k];
      }
    }
    return products;
  }

  private static void addSquares(Tensor gradient, Tensor sum) {
    for (int i = 0; i < gradient.data().length; i++) {
      sum.data()[i] += gradient.data()[i] * gradient.data()[i];
    }
  }
}
