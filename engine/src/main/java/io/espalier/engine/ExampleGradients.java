package io.espalier.engine;

import io.espalier.tensor.Tensor;
import java.util.SortedMap;

/**
 * The gradients of the losses of single examples, one for each example of a batch: of its own loss,
 * not divided by the size of the batch. Held in whatever form the executor has them; a form for
 * criteria that need sums over examples is made without all of the gradients ever being there.
 */
public interface ExampleGradients {
  /** Number of examples. */
  int count();

  /** Loss of each example, in nats, {@code [count]}. */
  double[] losses();

  /** The gradient of one example's loss, for every parameter. */
  SortedMap<String, Tensor> of(int example);

  /**
   * Shows the gradient of every example's loss, one after the other in their order. The tensors are
   * the same for all of them and belong to the caller of {@code visitor} only while it runs: so all
   * gradients pass without ever being there together.
   */
  void forEach(Visitor visitor);

  /** Looks at the gradient of one example. */
  interface Visitor {
    /**
     * Looks at it.
     *
     * @param gradients for every parameter; not to be written to, and another example's afterwards
     */
    void visit(int example, SortedMap<String, Tensor> gradients);
  }

  /**
   * The sum over the examples of the squared gradient, for every parameter: {@code count} times the
   * diagonal of the empirical Fisher information.
   */
  SortedMap<String, Tensor> sumsOfSquares();

  /**
   * Inner products, row by row, of each example's gradient of a weight tensor with a direction.
   * Where the direction is the weights themselves, they are the derivatives of the loss by a gate
   * on each unit's incoming weights (Molchanov et al. 2019, equation 8, summed over a filter).
   *
   * @param weight name of a weight tensor {@code [out, …]}
   * @param direction of the tensor's shape, row-major
   * @return {@code [count, out]} row-major
   */
  float[] products(String weight, float[] direction);
}
