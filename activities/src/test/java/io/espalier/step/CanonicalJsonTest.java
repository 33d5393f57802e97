package io.espalier.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.FloatNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CanonicalJsonTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static String canonical(String json) throws Exception {
    return CanonicalJson.write(MAPPER.readTree(json));
  }

  /** The vectors of RFC 8785, appendix B. */
  @ParameterizedTest
  @CsvSource({
    "0000000000000000, 0",
    "8000000000000000, 0",
    "0000000000000001, 5e-324",
    "8000000000000001, -5e-324",
    "7fefffffffffffff, 1.7976931348623157e+308",
    "ffefffffffffffff, -1.7976931348623157e+308",
    "4340000000000000, 9007199254740992",
    "c340000000000000, -9007199254740992",
    "4430000000000000, 295147905179352830000",
    "44b52d02c7e14af5, 9.999999999999997e+22",
    "44b52d02c7e14af6, 1e+23",
    "44b52d02c7e14af7, 1.0000000000000001e+23",
    "444b1ae4d6e2ef4e, 999999999999999700000",
    "444b1ae4d6e2ef4f, 999999999999999900000",
    "444b1ae4d6e2ef50, 1e+21",
    "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d, 0.000001",
    "41b3de4355555553, 333333333.3333332",
    "41b3de4355555554, 333333333.33333325",
    "41b3de4355555555, 333333333.3333333",
    "41b3de4355555556, 333333333.3333334",
    "41b3de4355555557, 333333333.33333343",
    "becbf647612f3696, -0.0000033333333333333333",
    "43143ff3c1cb0959, 1424953923781206.2"
  })
  void doublesPrintAsTheRfcSays(String bits, String expected) {
    double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
    assertThat(CanonicalJson.number(value)).isEqualTo(expected);
  }

  @Test
  void doublesPrintAsTheShortestDecimalThatReadsBack() {
    long seed = 20261122;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 20_000; i++) {
      double value =
          i % 2 == 0
              ? Double.longBitsToDouble(random.nextLong())
              : random.nextInt(-1000, 1000) * Math.pow(10, random.nextInt(-25, 25));
      if (!Double.isFinite(value) || value == 0) {
        continue;
      }
      String text = CanonicalJson.number(value);
      String context = "seed " + seed + ", draw " + i + ", value " + value;
      assertThat(Double.parseDouble(text)).as(context).isEqualTo(value);
      BigDecimal printed = new BigDecimal(text).stripTrailingZeros();
      if (printed.precision() == 1) {
        continue;
      }
      BigDecimal exact = new BigDecimal(value);
      for (RoundingMode way : new RoundingMode[] {RoundingMode.FLOOR, RoundingMode.CEILING}) {
        BigDecimal shorter = exact.round(new MathContext(printed.precision() - 1, way));
        assertThat(shorter.doubleValue()).as(context).isNotEqualTo(value);
      }
    }
  }

  @Test
  void membersAreSortedByUtf16CodeUnitsAndStringsEscapedAsTheRfcSays() throws Exception {
    String json =
        """
        {"\\u20ac": "Euro Sign", "\\r": "Carriage Return", "\\u000a": "Newline", "1": "One",
         "\\u0080": "Control\\u007f", "\\ud83d\\ude02": "Smiley", "\\u00f6": "Latin",
         "\\ufb33": "Hebrew", "</script>": "Browser \\u000f\\"\\\\\\b\\t\\f"}
        """;
    assertThat(canonical(json))
        .isEqualTo(
            "{\"\\n\":\"Newline\",\"\\r\":\"Carriage Return\",\"1\":\"One\","
                + "\"</script>\":\"Browser \\u000f\\\"\\\\\\b\\t\\f\",\"\u0080\":\"Control\u007f\","
                + "\"ö\":\"Latin\",\"€\":\"Euro Sign\",\"\ud83d\ude02\":\"Smiley\","
                + "\"\ufb33\":\"Hebrew\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|[]",
        "{}|{}",
        "[1, [ ], {\"b\": null, \"a\": true}]|[1,[],{\"a\":true,\"b\":null}]",
        "[5, 5.0, 5e0, 50E-1]|[5,5,5,5]",
        "[9007199254740991, 9007199254740992]|[9007199254740991,\"9007199254740992\"]",
        "[-9223372036854775808]|[\"-9223372036854775808\"]",
        "[1.2e-3, -0.0]|[0.0012,0]"
      })
  void equalValuesHaveOneText(String json, String expected) throws Exception {
    assertThat(canonical(json)).isEqualTo(expected);
  }

  @Test
  void aFloatCountsAsTheDecimalItPrintsAs() {
    assertThat(CanonicalJson.write(FloatNode.valueOf(0.1f))).isEqualTo("0.1");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void numbersThatAreNotFiniteAreRefused(double value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CanonicalJson.number(value))
        .withMessage("value: " + value + " (expected: finite)");
  }

  @ParameterizedTest
  @ValueSource(chars = {'\ud83d', '\ude02'})
  void halfOfASurrogatePairIsRefused(char half) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CanonicalJson.write(TextNode.valueOf("ab" + half)))
        .withMessage("half of a surrogate pair at index 2");
  }
}
