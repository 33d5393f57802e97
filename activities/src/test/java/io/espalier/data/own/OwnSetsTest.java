package io.espalier.data.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.data.DataFormatException;
import io.espalier.data.DataSet;
import io.espalier.data.Examples;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
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
    arrays.put("x_train", NpzMaker.npy("|u1", "(2, 1, 2)", new byte[] {1, 2, 3, 4}));
    arrays.put("y_train", NpzMaker.npy("<i8", "(2,)", NpzMaker.longs(0, 1)));
    arrays.put("x_test", NpzMaker.npy("|u1", "(1, 1, 2)", new byte[] {5, 6}));
    arrays.put("y_test", NpzMaker.npy("|u1", "(1,)", new byte[] {1}));
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
    arrays.put("x_train", NpzMaker.npy("<f4", "(1, 1, 2, 3)", values.array()));
    arrays.put("y_train", NpzMaker.npy("|u1", "(1,)", new byte[] {0}));
    arrays.put("y_test", NpzMaker.npy("|u1", "(1,)", new byte[] {0}));
    arrays.put("x_test", NpzMaker.npy("|u1", "(1, 3, 1, 2)", new byte[6]));
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
          <f8 ; (2, 1, 2) ; x_train: size
          >i8 ; (2, 1, 2) ; x_train: size
          |O ; (2, 1, 2) ; dtype bool, int8 to int64, uint8 to uint64, or float16 to float64
          <c8 ; (2, 1, 2) ; dtype bool
          |S1 ; (2, 1, 2) ; dtype bool
          <u3 ; (2, 1, 2) ; dtype bool
          |f1 ; (2, 1, 2) ; dtype bool
          |b1 ; (2, 1, 2) ; x_train: dtype: bool (expected: whole numbers from 0 to 255
          <i8 ; (2, 1, 2) ; x_train: size
          |u1 ; (2, 1, 3) ; x_train: size
          |u1 ; (0, 1, 2) ; 1 to 2147483647 values
          |u1 ; (999999999, 999999999, 999999999) ; 1 to 2147483647 values
          |u1 ; (2147, 1000, 1000) ; x_train: size
          |u1 ; (9999999999, 1, 1) ; dtype bool
          |u1 ; () ; dtype bool
          |u1 ; (4,) ; [n, H, W]
          |u1 ; (1, 2, 1, 2) ; with 1 or 3 channels
          """)
  void arraysThatLieAreRefusedBeforeMemoryIsTaken(String type, String shape, String message)
      throws IOException {
    arrays.put("x_train", NpzMaker.npy(type, shape, new byte[] {1, 2, 3, 4}));
    refused(message);
  }

  @Test
  void arraysInFortranOrderOrOfAnotherFormatAreRefused() throws IOException {
    byte[] good = NpzMaker.npy("|u1", "(2, 1, 2)", new byte[] {1, 2, 3, 4});
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
    arrays.put("y_train", NpzMaker.npy("<i8", "(2,)", NpzMaker.longs(0, 256)));
    refused("y_train: value: 256 (expected: 0 to 255");
    arrays.put("y_train", NpzMaker.npy("<i8", "(2,)", NpzMaker.longs(0, -1)));
    refused("y_train: value: -1");
    arrays.put("y_train", NpzMaker.npy("<i8", "(3,)", NpzMaker.longs(0, 1, 1)));
    refused("y_train: shape: [3] (expected: [2] or [2, 1]");
    arrays.put("y_train", NpzMaker.npy("<i8", "(2,)", NpzMaker.longs(0, 0)));
    refused("classes to 1");
  }

  @Test
  void aClassWithoutATrainingExampleIsRefused() throws IOException {
    arrays.put("y_train", NpzMaker.npy("<i8", "(2,)", NpzMaker.longs(1, 3)));
    refused("classes without an example in train: 0, 2 (expected: none)");
    image("train/a/1.png", 0x808080, 2, 2);
    image("test/a/1.png", 0x808080, 2, 2);
    Files.createDirectories(from.resolve("train/b"));
    Files.createFile(from.resolve("train/b/.hidden"));
    assertThatThrownBy(() -> OwnSets.add(home, "odd", from))
        .hasMessageContaining("classes without an example in train: b (expected: none)");
    assertThat(OwnSets.in(home)).isEmpty();
  }

  @Test
  void whatLiesBesideTheClassesIsNoClassAndIsNamed() throws IOException {
    image("train/cat/1.png", 0x808080, 2, 2);
    image("train/dog/1.png", 0x808080, 2, 2);
    image("test/dog/1.png", 0x808080, 2, 2);
    Files.writeString(from.resolve("train/README.txt"), "notes");
    Files.writeString(from.resolve("test/labels.csv"), "1.png,dog");
    Files.writeString(from.resolve("LICENSE"), "free");
    Files.createDirectories(from.resolve("val/cat"));
    Files.writeString(from.resolve("train/.DS_Store"), "hidden");
    Files.createDirectories(from.resolve(".git"));

    DataSet set = OwnSets.add(home, "pets", from);

    assertThat(set.classNames()).containsExactly("cat", "dog");
    assertThat(set.test(home.resolve("data/pets")::resolve).labels()).containsExactly(1);
    assertThat(OwnSets.leftOut(from))
        .containsExactly(
            from.resolve("LICENSE"),
            from.resolve("val"),
            from.resolve("train/README.txt"),
            from.resolve("test/labels.csv"));
  }

  @Test
  void anImageBesideTheClassesAndAFileOfAnotherKindAmongTheImagesAreRefused() throws IOException {
    image("train/a/1.png", 0x808080, 2, 2);
    image("test/a/1.png", 0x808080, 2, 2);
    Path stray = image("train/2.png", 0x808080, 2, 2);
    assertThatThrownBy(() -> OwnSets.add(home, "odd", from))
        .hasMessageContaining("train/2.png: place: beside the classes");
    Files.delete(stray);
    Path text = Files.writeString(from.resolve("train/a/notes.txt"), "notes");
    assertThatThrownBy(() -> OwnSets.add(home, "odd", from))
        .hasMessageContaining("notes.txt: format: a text file (expected: PNG or JPEG)");
    Files.delete(text);
    Files.createDirectories(from.resolve("train/a/more"));
    assertThatThrownBy(() -> OwnSets.add(home, "odd", from)).hasMessageContaining("more: image");
    assertThat(OwnSets.in(home)).isEmpty();
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
    return Files.write(from.resolve("set.npz"), NpzMaker.npz(arrays));
  }
}
