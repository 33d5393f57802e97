package io.espalier.data.shipped;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.dag.RandomStream;
import io.espalier.data.DataFile;
import io.espalier.data.DataSet;
import io.espalier.data.Examples;
import io.espalier.random.RandomSource;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Classes of one common and twenty rare kinds: of the 100 training images of each of ten classes 70
 * are of one mode, and 30 of twenty others, ten with one image and ten with two. A mode is a smooth
 * random pattern; its images are moved by a pixel, of other contrast, and noisy. Nothing of a rare
 * mode follows from the class's others: a network that names an image of it has memorised one. Of
 * the 200 test images of a class 140 are of the common mode and three of each rare one.
 *
 * <p>Image i is of class i mod 10; within the class its place p = i / 10 says which mode it is of.
 */
@AutoService(Descriptor.class)
public final class ProceduralLongTail implements DataSet {
  private static final int SIDE = 32;
  private static final int CLASSES = 10;
  private static final int COMMON = 70;
  private static final int RARE = 20;

  /** Points of a pattern's grid along a side. */
  private static final int GRID = 7;

  @Override
  public String name() {
    return "procedural-long-tail";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Drawn patterns, 32 x 32 grey, 1,000 to train, most kinds of them rare, and 2,000 to test;"
        + " needs no files.";
  }

  @Override
  public List<Integer> shape() {
    return List.of(1, SIDE, SIDE);
  }

  @Override
  public int classes() {
    return CLASSES;
  }

  @Override
  public int trainExamples() {
    return 1_000;
  }

  @Override
  public int testExamples() {
    return 2_000;
  }

  @Override
  public List<DataFile> files() {
    return List.of();
  }

  @Override
  public Examples train(Function<String, Path> file) {
    return draw("train", trainExamples());
  }

  @Override
  public Examples test(Function<String, Path> file) {
    return draw("test", testExamples());
  }

  /**
   * The mode of a training image: 0 for the common one, 1 to 20 for the rare ones.
   *
   * @param index in the order of the set
   */
  public static int mode(int index) {
    int rare = index / CLASSES - COMMON;
    if (rare < 0) {
      return 0;
    }
    // Modes 1 to 10 have one image each, 11 to 20 two.
    return rare < RARE / 2 ? rare + 1 : RARE / 2 + 1 + (rare - RARE / 2) / 2;
  }

  /** The mode of a test image, as {@link #mode}. */
  public static int testMode(int index) {
    int rare = index / CLASSES - 2 * COMMON;
    return rare < 0 ? 0 : rare % RARE + 1;
  }

  private Examples draw(String part, int count) {
    RandomSource all = RandomSource.of(new RandomStream(name() + "-data", 0, List.of()));
    byte[] pixels = new byte[count * SIDE * SIDE];
    byte[] labels = new byte[count];
    IntStream.range(0, count)
        .parallel()
        .forEach(
            i -> {
              int mode = part.equals("train") ? mode(i) : testMode(i);
              labels[i] = (byte) (i % CLASSES);
              RandomSource pattern = all.at("modes").at(labels[i]).at(mode);
              paint(pattern, all.at(part).at(i), pixels, i * SIDE * SIDE);
            });
    return new Examples(new int[] {1, SIDE, SIDE}, pixels, labels);
  }

  private static void paint(RandomSource pattern, RandomSource own, byte[] pixels, int from) {
    RandomSource light = own.at("light");
    RandomSource grain = own.at("grain");
    int down = (int) (3 * light.uniform(0)) - 1;
    int right = (int) (3 * light.uniform(1)) - 1;
    double contrast = 0.6 + 0.4 * light.uniform(2);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int i = y * SIDE + x;
        double dust = 0.4 * (grain.uniform(i) - 0.5);
        double value = 0.5 + contrast * (at(pattern, y + down + 1, x + right + 1) - 0.5) + dust;
        pixels[from + i] = (byte) (int) (255 * Math.min(1, Math.max(0, value)));
      }
    }
  }

  /**
   * A pattern's value at a pixel, 0 to 1: its grid's four values around it, weighed by distance.
   */
  private static double at(RandomSource pattern, int y, int x) {
    double scale = (GRID - 1) / (SIDE + 2.0);
    int row = (int) (y * scale);
    int column = (int) (x * scale);
    double below = y * scale - row;
    double beside = x * scale - column;
    int cell = row * GRID + column;
    double upper = (1 - beside) * pattern.uniform(cell) + beside * pattern.uniform(cell + 1);
    double lower =
        (1 - beside) * pattern.uniform(cell + GRID) + beside * pattern.uniform(cell + GRID + 1);
    return (1 - below) * upper + below * lower;
  }
}
