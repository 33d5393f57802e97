package io.espalier.data.shipped;

import io.espalier.dag.RandomStream;
import io.espalier.data.DataFile;
import io.espalier.data.DataSet;
import io.espalier.data.Examples;
import io.espalier.random.RandomSource;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Signs drawn by the program: for tests and for machines without a network. */
abstract class DrawnSet implements DataSet {
  private final int channels;
  private final int side;
  private final double noise;

  /**
   * @param noise largest change that noise makes to a value, as a fraction of white
   */
  DrawnSet(int channels, int side, double noise) {
    this.channels = channels;
    this.side = side;
    this.noise = noise;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Integer> shape() {
    return List.of(channels, side, side);
  }

  @Override
  public int classes() {
    return Glyphs.CLASSES;
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

  private Examples draw(String part, int count) {
    RandomSource random = RandomSource.of(new RandomStream(name() + "-data", 0, List.of()));
    return new Glyphs(random.at(part), channels, side, noise).draw(count);
  }
}
