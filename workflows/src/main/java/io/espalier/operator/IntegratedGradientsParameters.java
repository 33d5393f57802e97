package io.espalier.operator;

/**
 * Operator {@code integrated_gradients}: inputs {@code weights} with its place, {@code split} and
 * optionally {@code shrinking}; outputs {@code class_C}, a PNG picture for each class C; measures
 * {@code completeness_residual} and {@code complete}.
 *
 * @param network name of the network
 * @param rule {@code right}, {@code left}, {@code midpoint}, {@code trapezoid} or {@code
 *     gauss_legendre}
 * @param steps parts that the path is divided into
 * @param baseline {@code zero}, {@code mean} or {@code own}: where paths begin
 * @param own the value of every input at baseline {@code own}
 * @param output {@code logit} or {@code probability} of the example's class
 * @param examples test examples of each class
 * @param tolerance a residual is small that is at most this part of the change of the output
 */
public record IntegratedGradientsParameters(
    String network,
    String rule,
    int steps,
    String baseline,
    double own,
    String output,
    int examples,
    double tolerance) {}
