package io.espalier.data.shipped;

import io.espalier.data.Examples;
import io.espalier.random.RandomSource;
import java.util.stream.IntStream;

/**
 * Draws the procedural data sets: ten signs of a few strokes, bent, turned, moved, crossed by a
 * stray stroke and covered with noise. Every example is a function of its source and its index, in
 * arithmetic that gives the same bits on every machine.
 */
final class Glyphs {
  /** Strokes {@code x1, y1, x2, y2} of each class in [−1, 1], y downwards. */
  private static final double[][] STROKES = {
    {-.6, -.8, .6, -.8, .6, -.8, .6, .8, .6, .8, -.6, .8, -.6, .8, -.6, -.8},
    {0, -.9, 0, .9, 0, -.9, -.5, -.4},
    {-.6, -.6, .5, -.8, .5, -.8, .5, -.1, .5, -.1, -.6, .8, -.6, .8, .6, .8},
    {-.6, -.8, .6, -.8, .6, -.8, 0, -.1, 0, -.1, .6, .4, .6, .4, -.5, .8},
    {-.4, -.9, -.6, .1, -.6, .1, .7, .1, .4, -.5, .4, .9},
    {.6, -.8, -.5, -.8, -.5, -.8, -.5, -.1, -.5, -.1, .5, .1, .5, .1, -.5, .8},
    {.4, -.9, -.5, .2, -.5, .2, -.4, .8, -.4, .8, .5, .8, .5, .8, .5, .1, .5, .1, -.5, .2},
    {-.6, -.8, .6, -.8, .6, -.8, -.2, .9},
    {-.5, -.8, .5, .8, .5, -.8, -.5, .8, -.5, -.8, .5, -.8, -.5, .8, .5, .8},
    {.5, -.2, -.5, -.2, -.5, -.2, -.4, -.8, -.4, -.8, .5, -.8, .5, -.8, .4, .9},
  };

  static final int CLASSES = STROKES.length;

  private final RandomSource random;
  private final int channels;
  private final int side;
  private final double noise;

  /**
   * @param channels 1 for light strokes on black, 3 for colours
   * @param side height and width in pixels
   * @param noise largest change that noise makes to a value, as a fraction of white
   */
  Glyphs(RandomSource random, int channels, int side, double noise) {
    this.random = random;
    this.channels = channels;
    this.side = side;
    this.noise = noise;
  }

  /** So many examples, equally many of each class when it divides. */
  Examples draw(int count) {
    int size = channels * side * side;
    byte[] pixels = new byte[count * size];
    byte[] labels = new byte[count];
    int[] order = random.at("classes").permutation(count);
    IntStream.range(0, count)
        .parallel()
        .forEach(
            i -> {
              labels[i] = (byte) (order[i] % CLASSES);
              paint(random.at(i), sign(random.at(i).at("shape"), labels[i]), pixels, i * size);
            });
    return new Examples(new int[] {channels, side, side}, pixels, labels);
  }

  /** Ink at every pixel, 0 to 1. */
  private double[] sign(RandomSource shape, int label) {
    double angle = spread(shape, 0, 0.2);
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double size = side * 0.34;
    double width = size * (1 + spread(shape, 1, 0.2));
    double height = size * (1 + spread(shape, 2, 0.2));
    double shear = spread(shape, 3, 0.2);
    double left = side * (0.5 + spread(shape, 4, 0.06));
    double top = side * (0.5 + spread(shape, 5, 0.06));
    double half = side * (0.035 + spread(shape, 6, 0.012));
    double[] strokes = STROKES[label];
    double[] ink = new double[side * side];
    double[] at = new double[4];
    for (int i = 0; i < strokes.length; i += 2) {
      double x = width * (strokes[i] + shear * strokes[i + 1] + spread(shape, 10 + i, 0.14));
      double y = height * (strokes[i + 1] + spread(shape, 11 + i, 0.14));
      at[i % 4] = left + cos * x - sin * y;
      at[i % 4 + 1] = top + sin * x + cos * y;
      if (i % 4 == 2) {
        stroke(ink, at, half, 1);
      }
    }
    for (int i = 0; i < 4; i++) {
      at[i] = side * shape.uniform(100 + i);
    }
    stroke(ink, at, half, 0.7);
    return ink;
  }

  /** Draws a line with round ends; where lines cross, the darker ink stays. */
  private void stroke(double[] ink, double[] at, double half, double strength) {
    double dx = at[2] - at[0];
    double dy = at[3] - at[1];
    double length = Math.max(dx * dx + dy * dy, 1e-9);
    int firstX = pixel(Math.min(at[0], at[2]) - half - 1);
    int lastX = pixel(Math.max(at[0], at[2]) + half + 1);
    int firstY = pixel(Math.min(at[1], at[3]) - half - 1);
    int lastY = pixel(Math.max(at[1], at[3]) + half + 1);
    for (int y = firstY; y <= lastY; y++) {
      for (int x = firstX; x <= lastX; x++) {
        double px = x + 0.5 - at[0];
        double py = y + 0.5 - at[1];
        double along = Math.min(1, Math.max(0, (px * dx + py * dy) / length));
        double offX = px - along * dx;
        double offY = py - along * dy;
        double cover = half + 0.5 - Math.sqrt(offX * offX + offY * offY);
        double value = strength * Math.min(1, Math.max(0, cover));
        ink[y * side + x] = Math.max(ink[y * side + x], value);
      }
    }
  }

  private void paint(RandomSource example, double[] ink, byte[] pixels, int from) {
    RandomSource light = example.at("light");
    RandomSource grain = example.at("grain");
    double contrast = 0.7 + spread(light, 0, 0.3);
    double sign = channels > 1 && light.uniform(1) < 0.5 ? -1 : 1;
    for (int channel = 0; channel < channels; channel++) {
      double tint = 1 - 0.5 * light.uniform(10 + channel) * (channels - 1) / 2;
      double ground = channels == 1 ? 0 : light.uniform(20 + channel) * (1 - contrast * tint);
      double foot = sign > 0 ? ground : 1 - ground;
      for (int i = 0; i < ink.length; i++) {
        long bits = grain.bits(((long) channel * ink.length + i) / 4) >>> (16 * (i % 4));
        double dust = noise * (((bits & 0xff) + (bits >>> 8 & 0xff)) / 255.0 - 1);
        double value = foot + sign * contrast * tint * ink[i] + dust;
        pixels[from + channel * ink.length + i] =
            (byte) (int) (255 * Math.min(1, Math.max(0, value)));
      }
    }
  }

  private int pixel(double position) {
    return Math.min(side - 1, Math.max(0, (int) position));
  }

  /** Uniform in [−width, width). */
  private static double spread(RandomSource random, long index, double width) {
    return width * (2 * random.uniform(index) - 1);
  }
}
