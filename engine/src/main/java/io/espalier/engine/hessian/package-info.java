/**
 * Derivatives of the loss up to the second, in double precision and plain Java: the same bits
 * whatever a network is trained on. A backward pass over dual numbers (forward-over-reverse,
 * Pearlmutter 1994): the value of every number is that of the pass for the gradient, and its
 * tangent how fast that value changes when the parameters move along a direction, so that the
 * tangent of the gradient is the Hessian times the direction. What a pass decides, as on which side
 * of its kink a ReLU is and which value of a window is the largest, is decided by the values.
 *
 * <p>Arrays are channel-major, {@code [channels, examples, positions]}: a layer's channel is one
 * stretch, which a batch norm sums and a matrix product reads.
 */
package io.espalier.engine.hessian;
