package io.espalier.engine.hessian;

/**
 * A parameter and the loss's derivatives by it, which the backward pass adds up.
 *
 * @param at where it is, and the direction
 * @param gradient the gradient, and as its tangent the Hessian times the direction
 */
record DualParameter(Dual at, Dual gradient) {
  DualParameter(Dual at) {
    this(at, Dual.zeros(at.size()));
  }
}
