package io.espalier.data.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.data.DataFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;

final class PictureTest {
  private static final Path FILE = Path.of("picture");

  static List<PngMaker.Made> pngs() {
    return PngMaker.all();
  }

  @ParameterizedTest
  @MethodSource("pngs")
  void aPngGivesTheFilesOwnSamples(PngMaker.Made made) throws IOException {
    Picture picture = read(made.png());
    assertThat(picture.height()).isEqualTo(made.height());
    assertThat(picture.width()).isEqualTo(made.width());
    assertThat(picture.samples()).isEqualTo(made.samples());
  }

  /** What Pillow 13 answers for the files, as `Image.open(file).convert("RGB")`. */
  @ParameterizedTest
  @CsvFileSource(resources = "/pictures/pillow.csv", numLinesToSkip = 1)
  void jpegsAndPngsGiveWhatPillowGives(
      String name, int height, int width, int first, int second, int third, String sha256)
      throws Exception {
    Picture picture = read(resource(name));
    assertThat(picture.height()).isEqualTo(height);
    assertThat(picture.width()).isEqualTo(width);
    byte[] samples = picture.samples();
    assertThat(samples[0] & 0xff).as("red of the first pixel").isEqualTo(first);
    assertThat(samples[height * width] & 0xff).as("green of the first pixel").isEqualTo(second);
    assertThat(samples[2 * height * width] & 0xff).as("blue").isEqualTo(third);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(samples);
    assertThat(HexFormat.of().formatHex(digest)).isEqualTo(sha256);
  }

  static List<PngMaker.Made> smallest() {
    return pngs().stream().filter(made -> made.name().endsWith("-2x3.png")).toList();
  }

  @ParameterizedTest
  @MethodSource("smallest")
  void everyFlippedBitOfAPngIsRefused(PngMaker.Made made) {
    byte[] png = made.png();
    for (int bit = 0; bit < 8 * png.length; bit++) {
      png[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> read(png)).as("bit " + bit).isInstanceOf(DataFormatException.class);
      png[bit / 8] ^= (byte) (1 << (bit % 8));
    }
  }

  @ParameterizedTest
  @MethodSource("smallest")
  void aPngThatIsCutOffIsRefused(PngMaker.Made made) {
    for (int length = 0; length < made.png().length; length++) {
      byte[] cut = Arrays.copyOf(made.png(), length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(DataFormatException.class);
    }
  }

  @Test
  void aJpegThatIsCutOffIsRefused() throws IOException {
    for (String name : new String[] {"ramp-grey.jpg", "progressive.jpg", "four-cmyk.jpg"}) {
      byte[] whole = resource(name);
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> read(cut))
            .as(name + " of " + length + " bytes")
            .isInstanceOf(DataFormatException.class);
      }
    }
  }

  @Test
  void whatTheDecoderOnlyWarnsOfIsRefused() throws IOException {
    byte[] damaged = resource("subsampled.jpg");
    // A marker in the midst of the entropy-coded data.
    damaged[damaged.length - 40] = (byte) 0xff;
    damaged[damaged.length - 39] = (byte) 0xd9;
    assertThatThrownBy(() -> read(damaged)).hasMessageContaining("image data: broken");
  }

  @Test
  void rowsThatAreTooManyOrTooFewAreRefusedThoughEverySumIsRight() {
    assertThatThrownBy(() -> read(png(2, 1, "x\u009cc````\0\0\0\4\0\1")))
        .hasMessageContaining("image data: broken");
    assertThatThrownBy(() -> read(png(1, 1, "no zlib"))).hasMessageContaining("broken");
  }

  @Test
  void aColourBeyondThePaletteAndAChunkThatMustBeUnderstoodAreRefused() {
    PngMaker.Made made =
        pngs().stream().filter(m -> m.name().startsWith("png-3-1-")).findFirst().orElseThrow();
    byte[] png = made.png();
    String text = new String(png, StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int palette = text.indexOf("PLTE") - 4;
    out.write(png, 0, palette);
    PngMaker.chunk(out, "PLTE", new byte[3]);
    out.write(png, palette + 18, png.length - palette - 18);
    assertThatThrownBy(() -> read(out.toByteArray())).hasMessageContaining("palette: 1");

    ByteArrayOutputStream other = new ByteArrayOutputStream();
    other.write(png, 0, palette);
    PngMaker.chunk(other, "CgBI", new byte[4]);
    other.write(png, palette, png.length - palette);
    assertThatThrownBy(() -> read(other.toByteArray())).hasMessageContaining("chunk: CgBI");
  }

  @Test
  void aFileOfAnotherKindIsCalledWhatItIs() {
    refused("version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer");
    refused("<!DOCTYPE html><html>", "a web page (HTML)");
    refused("GIF89a....", "a GIF picture (expected: PNG or JPEG)");
    refused("", "an empty file");
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> read(text.getBytes(StandardCharsets.ISO_8859_1)))
        .hasMessageContaining("format: " + message);
  }

  private static byte[] png(int height, int width, String data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(PngChunks.SIGNATURE);
    byte[] header = {0, 0, 0, (byte) width, 0, 0, 0, (byte) height, 8, 0, 0, 0, 0};
    PngMaker.chunk(out, "IHDR", header);
    PngMaker.chunk(out, "IDAT", data.getBytes(StandardCharsets.ISO_8859_1));
    PngMaker.chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static byte[] resource(String name) throws IOException {
    try (var in = PictureTest.class.getResourceAsStream("/pictures/" + name)) {
      return java.util.Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private static Picture read(byte[] bytes) throws IOException {
    return Picture.read(FILE, bytes, (height, width) -> {});
  }
}
