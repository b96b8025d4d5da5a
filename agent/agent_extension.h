#ifndef FERRY_AGENT_AGENT_EXTENSION_H_
#define FERRY_AGENT_AGENT_EXTENSION_H_

namespace ferry {

// What one part of a program keeps for an isolate: an Agent owns at most one of
// each class, and makes it when Agent::extension first asks for it.
//
//   class Counters final : public ferry::AgentExtension {
//    public:
//     explicit Counters(ferry::Agent& agent);
//     static Counters& Of(ferry::Agent& agent) {
//       return agent.extension<Counters>();
//     }
//     int messages = 0;
//   };
//
// Isolate-bound. Destroyed with the agent, the last made first.
class AgentExtension {
 public:
  AgentExtension() = default;
  virtual ~AgentExtension() = default;

  AgentExtension(const AgentExtension&) = delete;
  AgentExtension& operator=(const AgentExtension&) = delete;

  // The agent ends. Called while all other extensions are still there, the last
  // made first: lets go of what uses them.
  virtual void OnAgentEnd() {}
};

}  // namespace ferry

#endif  // FERRY_AGENT_AGENT_EXTENSION_H_
