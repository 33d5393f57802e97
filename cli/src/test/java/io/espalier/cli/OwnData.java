package io.espalier.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** A small data set of a user's own: folders of pictures, and an experiment on it. */
final class OwnData {
  private OwnData() {}

  /** Two classes of pictures of 4 × 4; {@code each} of a class to train on, two to test. */
  static Path pictures(Path folder, int each) throws IOException {
    for (String name : new String[] {"dark", "light"}) {
      int base = name.equals("dark") ? 20 : 200;
      for (int i = 0; i < each; i++) {
        picture(folder.resolve("train/" + name), i, base + i);
      }
      picture(folder.resolve("test/" + name), 0, base + 5);
      picture(folder.resolve("test/" + name), 1, base + 6);
    }
    return folder;
  }

  private static void picture(Path folder, int number, int level) throws IOException {
    Files.createDirectories(folder);
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 16; i++) {
      image.setRGB(i % 4, i / 4, 0x10101 * level + i);
    }
    ImageIO.write(image, "png", folder.resolve(number + ".png").toFile());
  }

  /** An experiment of one pruned round on the data set {@code mine}. */
  static Path experiment(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("own.yaml"),
        """
        name: own
        data: {name: mine, validation: 4}
        model:
          layers: [flatten, {dense: 8}, relu, {dense: 2}]
        executor: jvm
        train: {optimizer: sgd, learning_rate: 0.1, batch: 4, iterations: 6}
        prune: {rounds: 1, fraction: 0.2}
        arms:
          ticket: {after_prune: {rewind: 0}}
        seed: 7
        """);
  }
}
