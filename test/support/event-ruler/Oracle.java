import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;
import software.amazon.event.ruler.Patterns;

/**
 * Answers questions about event patterns with AWS's event-ruler: a line of JSON in, a line out, in the same order.
 * In: {"pattern": TEXT, "event": TEXT, "apart": BOOLEAN}, both JSON as text, so that 300 and 300.0 arrive as they are
 * written. Out: {"answer": "match"}, {"answer": "none"}, or {"answer": "refused", "message"}. A pattern that names a
 * field twice is taken, as the library does by default, and told by "twice": true.
 *
 * "apart" asks for every matcher of a field's list by itself, which by the language comes to the same: a field matches
 * if one of its list does. The library puts a whole list into one automaton, where matchers now and then disturb each
 * other.
 */
public class Oracle {
  private static final ObjectMapper JSON = new ObjectMapper();

  public static void main(String[] args) throws Exception {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var out = new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.write(JSON.writeValueAsString(answer(JSON.readTree(line))));
      out.newLine();
      if (!in.ready()) out.flush();
    }
    out.flush();
  }

  private static ObjectNode answer(JsonNode asked) {
    String pattern = asked.get("pattern").asText();
    String event = asked.get("event").asText();
    ObjectNode answer = JSON.createObjectNode();
    // Its own check first: on a mistake addRule would try once more, with "$or" as the name of a field.
    String refusal = JsonRuleCompiler.check(pattern);
    if (refusal != null) return answer.put("answer", "refused").put("message", refusal.split("\n")[0]);
    if (JsonRuleCompiler.check(pattern, false) != null) answer.put("twice", true);
    try {
      boolean matches = asked.path("apart").asBoolean() ? matchesApart(pattern, event) : matches(pattern, event);
      return answer.put("answer", matches ? "match" : "none");
    } catch (Exception error) {
      return answer.put("answer", "failed").put("message", String.valueOf(error));
    }
  }

  private static boolean matches(String pattern, String event) throws Exception {
    Machine machine = newMachine();
    machine.addRule("rule", pattern);
    return !machine.rulesForJSONEvent(event).isEmpty();
  }

  private static boolean matchesApart(String pattern, String event) throws Exception {
    for (Map<String, List<Patterns>> rule : JsonRuleCompiler.compile(pattern)) {
      for (Map<String, List<Patterns>> single : singles(rule)) {
        Machine machine = newMachine();
        machine.addPatternRule("rule", single);
        if (!machine.rulesForJSONEvent(event).isEmpty()) return true;
      }
    }
    return false;
  }

  private static List<Map<String, List<Patterns>>> singles(Map<String, List<Patterns>> rule) {
    List<Map<String, List<Patterns>>> all = List.of(Map.of());
    for (var field : rule.entrySet()) {
      List<Map<String, List<Patterns>>> more = new ArrayList<>();
      for (var before : all) {
        for (Patterns one : field.getValue()) {
          var single = new HashMap<>(before);
          single.put(field.getKey(), List.of(one));
          more.add(single);
        }
      }
      all = more;
    }
    return all;
  }

  /** The finder that was the only one before 2.0: the new one loses values that are in no list beside one that is. */
  private static Machine newMachine() {
    return Machine.builder().withStructuredMatching(false).build();
  }
}
