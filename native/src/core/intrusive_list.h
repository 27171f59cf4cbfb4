// Owns a doubly linked list whose nodes live inside their elements: no memory of its own, O(1) removal.
#pragma once

#include <cstddef>

namespace nexus::core {

// Base of what can be in a list. `Tag` lets an element be in several lists at once.
template <typename Tag = void>
struct ListNode {
  ListNode* previous = nullptr;
  ListNode* next = nullptr;

  bool linked() const { return next != nullptr; }
};

// Example: `struct Connection : ListNode<Ready> {}; IntrusiveList<Connection, Ready> ready;`
// An element must leave its list before it dies; a list must be empty, or dropped with its elements.
template <typename Element, typename Tag = void>
class IntrusiveList {
 public:
  using Node = ListNode<Tag>;

  IntrusiveList() { head_.previous = head_.next = &head_; }
  IntrusiveList(const IntrusiveList&) = delete;
  IntrusiveList& operator=(const IntrusiveList&) = delete;

  bool empty() const { return head_.next == &head_; }
  size_t size() const { return size_; }

  Element* front() { return empty() ? nullptr : static_cast<Element*>(head_.next); }

  // `element` must not be linked.
  void pushBack(Element* element) {
    Node* node = element;
    node->previous = head_.previous;
    node->next = &head_;
    head_.previous->next = node;
    head_.previous = node;
    size_++;
  }

  // `element` must be in this list.
  void remove(Element* element) {
    Node* node = element;
    node->previous->next = node->next;
    node->next->previous = node->previous;
    node->previous = node->next = nullptr;
    size_--;
  }

  Element* popFront() {
    Element* element = front();
    if (element != nullptr) remove(element);
    return element;
  }

 private:
  Node head_;
  size_t size_ = 0;
};

}  // namespace nexus::core
