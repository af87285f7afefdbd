#include <mutex>

#include "rados/calls.h"
#include "rados/rados.h"
#include "rados/symbols.h"

namespace cephvirt::rados {

namespace {

struct ObjectEntry {
  std::string name, nspace, locator;

  static constexpr auto fields() {
    using E = ObjectEntry;
    return fieldsOf(field("name", &E::name), field("namespace", &E::nspace), field("locator", &E::locator));
  }
};

struct ObjectPage {
  std::vector<ObjectEntry> objects;
  bool ended;  // nothing comes after it

  static constexpr auto fields() {
    return fieldsOf(field("objects", &ObjectPage::objects), field("ended", &ObjectPage::ended));
  }
};

struct ListOptions {
  std::optional<std::string> from;   // as a list tells its position
  std::optional<uint32_t> fromHash;  // the place of a name in the pool
  uint32_t slice = 0, slices = 1;
  Bytes filter;

  static constexpr auto fields() {
    using O = ListOptions;
    return fieldsOf(field("from", &O::from), field("fromHash", &O::fromHash), field("slice", &O::slice),
                    field("slices", &O::slices), field("filter", &O::filter));
  }
};

// librados::ObjectCursor: one pointer, to what a rados_object_list_cursor points to. Only the C++ interface can write a
// cursor down and read it again: see watcher.cc about its symbols.
struct CppCursor {
  rados_object_list_cursor cursor = nullptr;
};

struct CppSymbols {
  // std::string ObjectCursor::to_str() const
  const Symbol<std::string(const CppCursor*)> toText{library(), "_ZNK8librados7v14_2_012ObjectCursor6to_strB5cxx11Ev",
                                                     "14", "LIBRADOS_14.2.0"};
  // bool ObjectCursor::from_str(const std::string&)
  const Symbol<bool(CppCursor*, const std::string&)> fromText{
      library(), "_ZN8librados7v14_2_012ObjectCursor8from_strERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE",
      "14", "LIBRADOS_14.2.0"};
};

const CppSymbols& cpp() {
  static const CppSymbols symbols;
  return symbols;
}

// A place in a pool, between two objects.
class Cursor {
 public:
  Cursor(rados_ioctx_t ioctx, rados_object_list_cursor cursor) : ioctx_(ioctx), cursor_(cursor) {}
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;
  ~Cursor() { symbols().rados_object_list_cursor_free(ioctx_, cursor_); }

  rados_object_list_cursor get() const { return cursor_; }
  rados_object_list_cursor* address() { return &cursor_; }
  bool isEnd() const { return symbols().rados_object_list_is_end(ioctx_, cursor_) != 0; }
  bool isBefore(const Cursor& other) const {
    return symbols().rados_object_list_cursor_cmp(ioctx_, cursor_, other.cursor_) < 0;
  }
  // librados holds its cursors by pointers: another one takes the place of this.
  void swap(Cursor& other) { std::swap(cursor_, other.cursor_); }

 private:
  const rados_ioctx_t ioctx_;
  rados_object_list_cursor cursor_;
};

// A list by placement groups, which can be set to a hash and tells the hash of a place.
class HashedList {
 public:
  explicit HashedList(rados_ioctx_t ioctx) {
    check("rados_nobjects_list_open", symbols().rados_nobjects_list_open(ioctx, &list_));
  }
  HashedList(const HashedList&) = delete;
  HashedList& operator=(const HashedList&) = delete;
  ~HashedList() { symbols().rados_nobjects_list_close(list_); }

  rados_list_ctx_t get() const { return list_; }

 private:
  rados_list_ctx_t list_ = nullptr;
};

// What of a pool's objects is not listed yet.
class ObjectList final : public Handle {
 public:
  explicit ObjectList(std::shared_ptr<Pool> pool)
      : Handle(pool),
        ioctx_(pool->get()),
        next_(ioctx_, symbols().rados_object_list_begin(ioctx_)),
        end_(ioctx_, symbols().rados_object_list_end(ioctx_)) {}

  const char* kind() const noexcept override { return "list of objects"; }

  void start(const ListOptions& options) {
    filter_ = options.filter.data;
    if (options.slices > 1) {
      Cursor from(ioctx_, symbols().rados_object_list_begin(ioctx_));
      Cursor to(ioctx_, symbols().rados_object_list_end(ioctx_));
      symbols().rados_object_list_slice(ioctx_, next_.get(), end_.get(), options.slice, options.slices, from.address(),
                                        to.address());
      next_.swap(from);
      end_.swap(to);
    }
    if (options.fromHash) {
      const HashedList list(ioctx_);
      symbols().rados_nobjects_list_seek(list.get(), *options.fromHash);
      rados_object_list_cursor cursor = nullptr;
      check("rados_nobjects_list_get_cursor", symbols().rados_nobjects_list_get_cursor(list.get(), &cursor));
      Cursor from(ioctx_, cursor);
      if (next_.isBefore(from)) next_.swap(from);
    }
    if (options.from) {
      Cursor from(ioctx_, symbols().rados_object_list_begin(ioctx_));
      CppCursor written{from.get()};
      const bool read = cpp().fromText(&written, *options.from);
      *from.address() = written.cursor;
      if (!read)
        throw failure("librados::ObjectCursor::from_str", -EINVAL)
            .with("sentence", std::string("the position is not one that a list of objects told"));
      if (next_.isBefore(from)) next_.swap(from);
    }
  }

  // Up to `most` more.
  ObjectPage next(size_t most) {
    const std::lock_guard lock(mutex_);
    std::vector<rados_object_list_item> items(most);
    ObjectPage page{{}, !next_.isBefore(end_)};
    if (page.ended) return page;
    const int count =
        check("rados_object_list", symbols().rados_object_list(ioctx_, next_.get(), end_.get(), most, filter_.data(),
                                                               filter_.size(), items.data(), next_.address()));
    page.objects.reserve(static_cast<size_t>(count));
    for (int index = 0; index < count; ++index) {
      const rados_object_list_item& item = items[static_cast<size_t>(index)];
      page.objects.push_back({std::string(item.oid, item.oid_length), std::string(item.nspace, item.nspace_length),
                              std::string(item.locator, item.locator_length)});
    }
    symbols().rados_object_list_free(static_cast<size_t>(count), items.data());
    page.ended = next_.isEnd() || !next_.isBefore(end_);
    return page;
  }

  std::string position() {
    const std::lock_guard lock(mutex_);
    const CppCursor cursor{next_.get()};
    return cpp().toText(&cursor);
  }

  uint32_t hash() {
    const std::lock_guard lock(mutex_);
    const HashedList list(ioctx_);
    symbols().rados_nobjects_list_seek_cursor(list.get(), next_.get());
    return symbols().rados_nobjects_list_get_pg_hash_position(list.get());
  }

 protected:
  void release() override {}

 private:
  const rados_ioctx_t ioctx_;
  std::string filter_;
  Cursor next_, end_;
  std::mutex mutex_;
};

}  // namespace

void bindObjectLists(Library& rados) {
  rados.blocking("objectListOpen", [](Pool& pool, const ListOptions& options) {
    auto list = Handle::create<ObjectList>(pool.shared<Pool>());
    list->start(options);
    return list;
  });

  rados.blocking("objectListNext", [](ObjectList& list, uint32_t most) { return list.next(most); });
  rados.blocking("objectListPosition", [](ObjectList& list) { return list.position(); });
  rados.blocking("objectListHash", [](ObjectList& list) { return list.hash(); });
}

}  // namespace cephvirt::rados
