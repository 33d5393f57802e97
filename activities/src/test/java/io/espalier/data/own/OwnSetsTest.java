package io.espalier.data.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.data.DataFormatException;
import io.espalier.data.DataSet;
import io.espalier.data.Examples;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OwnSetsTest {
  @TempDir private Path home;
  @TempDir private Path from;
  private final Map<String, byte[]> arrays = new LinkedHashMap<>();

  OwnSetsTest() {
    arrays.put("x_train", npy("|u1", "(2, 1, 2)", new byte[] {1, 2, 3, 4}));
    arrays.put("y_train", npy("<i8", "(2,)", longs(0, 1)));
    arrays.put("x_test", npy("|u1", "(1, 1, 2)", new byte[] {5, 6}));
    arrays.put("y_test", npy("|u1", "(1,)", new byte[] {1}));
  }

  @Test
  void anNpzBecomesASetThatIsFoundByItsName() throws IOException {
    DataSet set = OwnSets.add(home, "mine", npz());
    assertThat(OwnSets.in(home)).containsExactly(set);
    assertThat(set.shape()).containsExactly(1, 1, 2);
    assertThat(set.classes()).isEqualTo(2);
    Examples train = set.train(home.resolve("data/mine")::resolve);
    assertThat(train.pixels()).containsExactly(1, 2, 3, 4);
    assertThat(train.labels()).containsExactly(0, 1);
    assertThat(set.test(home.resolve("data/mine")::resolve).labels()).containsExactly(1);
    assertThat(home.resolve("data/mine/sources.sha256")).content().endsWith("  set.npz\n");
    assertThat(set.files()).hasSize(5).allMatch(file -> file.sha256() != null);
  }

  @Test
  void floatsAndChannelsThatComeLastAreUnderstood() throws IOException {
    ByteBuffer values = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : new float[] {0, 1, 0.5f, 1, 0, 2 / 255f}) {
      values.putFloat(value);
    }
    arrays.put("x_train", npy("<f4", "(1, 1, 2, 3)", values.array()));
    arrays.put("y_train", npy("|u1", "(1,)", new byte[] {1}));
    arrays.put("x_test", npy("|u1", "(1, 3, 1, 2)", new byte[6]));
    DataSet set = OwnSets.add(home, "colours", npz());
    assertThat(set.shape()).containsExactly(3, 1, 2);
    assertThat(set.train(home.resolve("data/colours")::resolve).pixels())
        .containsExactly(0, -1, -1, 0, -128, 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          <f8 ; (2, 1, 2) ; dtype uint8, float32 or int64
          >i8 ; (2, 1, 2) ; dtype uint8, float32 or int64
          |O ; (2, 1, 2) ; dtype uint8, float32 or int64
          <i8 ; (2, 1, 2) ; x_train: size
          |u1 ; (2, 1, 3) ; x_train: size
          |u1 ; (0, 1, 2) ; 1 to 2147483647 values
          |u1 ; (999999999, 999999999, 999999999) ; 1 to 2147483647 values
          |u1 ; (2147, 1000, 1000) ; x_train: size
          |u1 ; (9999999999, 1, 1) ; dtype uint8
          |u1 ; () ; dtype uint8
          |u1 ; (4,) ; [n, H, W]
          |u1 ; (1, 2, 1, 2) ; with 1 or 3 channels
          """)
  void arraysThatLieAreRefusedBeforeMemoryIsTaken(String type, String shape, String message)
      throws IOException {
    arrays.put("x_train", npy(type, shape, new byte[] {1, 2, 3, 4}));
    refused(message);
  }

  @Test
  void arraysInFortranOrderOrOfAnotherFormatAreRefused() throws IOException {
    byte[] good = npy("|u1", "(2, 1, 2)", new byte[] {1, 2, 3, 4});
    String text = new String(good, StandardCharsets.ISO_8859_1);
    arrays.put("x_train", text.replace("False", "True ").getBytes(StandardCharsets.ISO_8859_1));
    refused("C order");
    byte[] third = good.clone();
    third[6] = 3;
    arrays.put("x_train", third);
    refused("format 1.0 or 2.0");
    byte[] long2 = good.clone();
    long2[6] = 2;
    long2[10] = (byte) 255;
    arrays.put("x_train", long2);
    refused("header");
    arrays.put("x_train", new byte[] {1, 2});
    refused("format 1.0 or 2.0");
    arrays.remove("x_train");
    refused("no x_train");
  }

  @Test
  void labelsOutOfRangeOrOfAnotherCountAreRefused() throws IOException {
    arrays.put("y_train", npy("<i8", "(2,)", longs(0, 256)));
    refused("y_train: value: 256 (expected: 0 to 255)");
    arrays.put("y_train", npy("<i8", "(2,)", longs(0, -1)));
    refused("y_train: value: -1");
    arrays.put("y_train", npy("<i8", "(3,)", longs(0, 1, 1)));
    refused("y_train: shape: [3] (expected: [2])");
    arrays.put("y_train", npy("<i8", "(2,)", longs(0, 0)));
    refused("classes to 1");
  }

  @Test
  void filesThatAreNoZipAreRefused() throws IOException {
    Path file = Files.write(from.resolve("set.npz"), new byte[100]);
    assertThatThrownBy(() -> OwnSets.add(home, "mine", file))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("zip");
    assertThat(OwnSets.in(home)).isEmpty();
  }

  @Test
  void aFolderOfImagesIsReadInTheOrderOfItsNames() throws IOException {
    image("train/b/2.png", 0x0000ff, 2, 3);
    image("train/b/1.png", 0x00ff00, 2, 3);
    image("train/a/9.png", 0xff0000, 2, 3);
    image("test/b/1.png", 0x010203, 2, 3);
    DataSet set = OwnSets.add(home, "photos", from);
    assertThat(set.shape()).containsExactly(3, 3, 2);
    Examples train = set.train(home.resolve("data/photos")::resolve);
    assertThat(train.labels()).containsExactly(0, 1, 1);
    assertThat(train.pixels()[0]).isEqualTo((byte) 255);
    assertThat(train.pixels()[18 + 6]).as("green of train/b/1.png").isEqualTo((byte) 255);
    assertThat(train.pixels()[36 + 12]).as("blue of train/b/2.png").isEqualTo((byte) 255);
    assertThat(home.resolve("data/photos/sources.sha256")).content().contains("train/b/2.png");
  }

  @Test
  void imagesWithoutColourHaveOneChannel() throws IOException {
    image("train/a/1.png", 0x808080, 2, 2);
    image("test/a/1.png", 0x101010, 2, 2);
    assertThat(OwnSets.add(home, "grey", from).shape()).containsExactly(1, 2, 2);
  }

  @Test
  void imagesThatDoNotFitAreRefused() throws IOException {
    image("train/a/1.png", 0x808080, 2, 2);
    image("test/a/1.png", 0x808080, 2, 3);
    assertThatThrownBy(() -> OwnSets.add(home, "odd", from)).hasMessageContaining("[1, 2, 2]");
    image("train/a/2.png", 0x808080, 3, 2);
    assertThatThrownBy(() -> OwnSets.add(home, "odd", from))
        .hasMessageContaining("2 x 3 (expected: 2 x 2 as the first)");
    Files.delete(from.resolve("train/a/2.png"));
    image("test/c/1.png", 0x808080, 2, 2);
    Files.delete(from.resolve("test/a/1.png"));
    assertThatThrownBy(() -> OwnSets.add(home, "odd", from))
        .hasMessageContaining("class: c (expected: one of train: [a])");
    assertThat(OwnSets.in(home)).isEmpty();
  }

  @Test
  void brokenImagesAndSizesThatLieAreRefusedBeforeTheyAreUnpacked() throws IOException {
    image("test/a/1.png", 0x808080, 2, 2);
    Path file = image("train/a/1.png", 0x808080, 2, 2);
    byte[] good = Files.readAllBytes(file);
    byte[] huge = good.clone();
    ByteBuffer.wrap(huge).putInt(16, 2_000_000_000).putInt(20, 2_000_000_000);
    CRC32 sum = new CRC32();
    sum.update(huge, 12, 17);
    ByteBuffer.wrap(huge).putInt(29, (int) sum.getValue());
    Files.write(file, huge);
    assertThatThrownBy(() -> OwnSets.add(home, "odd", from))
        .hasMessageContaining("sides: 2000000000 x 2000000000 (expected: at most 4096");
    Files.write(file, java.util.Arrays.copyOf(good, good.length / 2));
    assertThatThrownBy(() -> OwnSets.add(home, "odd", from))
        .isInstanceOf(DataFormatException.class);
    Files.writeString(file, "<svg/>");
    assertThatThrownBy(() -> OwnSets.add(home, "odd", from))
        .hasMessageContaining("expected: PNG or JPEG");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../evil", "A", "a/b", "-a"})
  void namesThatAreNoneAreRefused(String name) {
    assertThatThrownBy(() -> OwnSets.add(home, name, from))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name: " + name);
  }

  private void refused(String message) throws IOException {
    Path file = npz();
    assertThatThrownBy(() -> OwnSets.add(home, "mine", file))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining(message);
  }

  private Path image(String name, int colour, int width, int height) throws IOException {
    Path file = from.resolve(name);
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, colour);
    }
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  private Path npz() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
        zip.write(array.getValue());
        zip.closeEntry();
      }
    }
    return Files.write(from.resolve("set.npz"), bytes.toByteArray());
  }

  private static byte[] npy(String type, String shape, byte[] values) {
    String text = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape);
    byte[] header =
        (text + " ".repeat(117 - text.length()) + "\n").getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(10 + header.length + values.length);
    file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    file.put((byte) header.length).put((byte) (header.length >> 8));
    return file.put(header).put(values).array();
  }

  private static byte[] longs(long... values) {
    ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      buffer.putLong(value);
    }
    return buffer.array();
  }
}
