package io.espalier.model.layer;

import java.util.ArrayList;
import java.util.List;

/**
 * A convolution whose inputs are known, NCHW: weight {@code [out, in / groups, kernel, kernel]},
 * bias {@code [out]}.
 *
 * @param name parameter prefix
 * @param padding zeros on every side
 * @param groups 1, or as many as there are channels in and out: one filter for every channel
 * @param bias whether it has one
 */
public record ConvShape(
    String name, int in, int out, int kernel, int stride, int padding, int groups, boolean bias) {
  /** What it makes of an image. */
  int[] after(int[] image) {
    if (padding < 0 || padding >= kernel) {
      throw new IllegalArgumentException("padding " + padding + " (expected: 0 to kernel - 1)");
    }
    return slid(image, out, kernel, stride, padding);
  }

  /** Its weights, and its biases where it has any. */
  List<NetworkTensor> tensors() {
    List<NetworkTensor> tensors = new ArrayList<>();
    int[] weights = {out, in / groups, kernel, kernel};
    tensors.add(new NetworkTensor(name + ".weight", weights, NetworkTensor.Role.WEIGHT));
    if (bias) {
      tensors.add(new NetworkTensor(name + ".bias", new int[] {out}, NetworkTensor.Role.BIAS));
    }
    return tensors;
  }

  /**
   * What a window that slides over an image gives.
   *
   * @throws IllegalArgumentException where the image is smaller than it
   */
  static int[] slid(int[] image, int channels, int window, int stride, int padding) {
    int height = image[1] + 2 * padding - window;
    int width = image[2] + 2 * padding - window;
    if (height < 0 || width < 0) {
      throw Layer.misfit(image, "height and width >= " + (window - 2 * padding));
    }
    return new int[] {channels, height / stride + 1, width / stride + 1};
  }
}
