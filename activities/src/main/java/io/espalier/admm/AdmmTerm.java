package io.espalier.admm;

import io.espalier.engine.flat.FlatLayout;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The term ρ/2 Σ_l ‖W_l − Z_l + U_l‖² that draws weights to sparse ones, over a flat array of
 * parameters. Not thread-safe.
 */
final class AdmmTerm {
  private final double rho;
  private final List<Layer> layers = new ArrayList<>();
  private final float[] z;
  private final float[] u;

  /** Weights of a layer in the flat array, and how many of them Z keeps. */
  private record Layer(int from, int size, int keep) {}

  /**
   * A term whose Z and U are 0.
   *
   * @param density part of the weights of each layer that Z keeps: HALF_EVEN of the exact product
   * @param pruned names of the weight tensors that are pruned
   */
  AdmmTerm(FlatLayout layout, Set<String> pruned, double density, double rho) {
    this.rho = rho;
    this.z = new float[layout.size()];
    this.u = new float[layout.size()];
    for (FlatLayout.Segment segment : layout.segments()) {
      if (pruned.contains(segment.name())) {
        int keep =
            BigDecimal.valueOf(density)
                .multiply(BigDecimal.valueOf(segment.size()))
                .setScale(0, RoundingMode.HALF_EVEN)
                .intValueExact();
        layers.add(new Layer(segment.offset(), segment.size(), keep));
      }
    }
  }

  /** Z, in the order of the layout; 0 outside of the layers that are pruned. */
  float[] z() {
    return z;
  }

  /** U, the scaled dual variable, in the same order. */
  float[] u() {
    return u;
  }

  /** Goes on with a Z and a U that were written down. */
  void restore(float[] givenZ, float[] givenU) {
    System.arraycopy(givenZ, 0, z, 0, z.length);
    System.arraycopy(givenU, 0, u, 0, u.length);
  }

  /** Z = Π(W), U = 0. */
  void begin(float[] weights) {
    Arrays.fill(u, 0);
    project(weights);
  }

  /** Adds ρ (W − Z + U) to a gradient. */
  void addTo(float[] gradient, float[] weights) {
    for (Layer layer : layers) {
      for (int i = layer.from(); i < layer.from() + layer.size(); i++) {
        gradient[i] += (float) (rho * ((double) weights[i] - z[i] + u[i]));
      }
    }
  }

  /** Z = Π(W + U), then U ← U + W − Z. */
  void update(float[] weights) {
    project(weights);
    for (Layer layer : layers) {
      for (int i = layer.from(); i < layer.from() + layer.size(); i++) {
        u[i] += weights[i] - z[i];
      }
    }
  }

  /** ‖W − Z‖, how far the weights are from sparse ones. */
  double residual(float[] weights) {
    double squares = 0;
    for (Layer layer : layers) {
      for (int i = layer.from(); i < layer.from() + layer.size(); i++) {
        double apart = (double) weights[i] - z[i];
        squares += apart * apart;
      }
    }
    return Math.sqrt(squares);
  }

  /** The largest of W + U in each layer, of equal ones those that come first; 0 elsewhere. */
  private void project(float[] weights) {
    for (Layer layer : layers) {
      int end = layer.from() + layer.size();
      float[] sizes = new float[layer.size()];
      for (int i = layer.from(); i < end; i++) {
        z[i] = weights[i] + u[i];
        sizes[i - layer.from()] = Math.abs(z[i]);
      }
      float[] sorted = sizes.clone();
      Arrays.sort(sorted);
      float smallest =
          layer.keep() == 0 ? Float.POSITIVE_INFINITY : sorted[layer.size() - layer.keep()];
      int equal = layer.keep();
      for (float size : sizes) {
        equal -= size > smallest ? 1 : 0;
      }
      for (int i = layer.from(); i < end; i++) {
        float size = sizes[i - layer.from()];
        boolean kept = size > smallest || (size == smallest && equal-- > 0);
        z[i] = kept ? z[i] : 0f;
      }
    }
  }
}
