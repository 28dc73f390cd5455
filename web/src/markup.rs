//! What `html!` makes: a text of all that is the same every time, and the holes in it, filled one by one.
//!
//! The page has hundreds of elements. Built by code, as Yew's own macro builds them, they were a sixth of the page.
//! A text, not a tree of `static`s: that would be full of addresses, which no compression makes smaller.

use std::any::Any;
use std::rc::Rc;
use std::sync::OnceLock;
use yew::functional::{FunctionProvider, Hook, HookContext};
use yew::html::{HtmlResult, IntoPropValue};
use yew::virtual_dom::{AttributeOrProperty, Attributes, Key, Listener, VComp, VList, VNode, VTag, VText};
use yew::{AttrValue, NodeRef, Properties, component};

pub use timemark_markup::html;

/// All that is the same every time, as `html!` writes it, and the nodes that it is read to when it is first shown.
pub struct Markup {
    text: &'static str,
    nodes: OnceLock<Vec<Node>>,
}

impl Markup {
    /// Not read yet.
    pub const fn new(text: &'static str) -> Markup {
        Markup { text, nodes: OnceLock::new() }
    }

    fn nodes(&'static self) -> &'static [Node] {
        self.nodes.get_or_init(|| Reader { rest: self.text }.nodes())
    }
}

enum Node {
    Element(Element),
    Fragment(Vec<Node>),
    Text(&'static str),
    Hole,
}

/// An element. Its holes are filled in the order of its members.
struct Element {
    tag: &'static str,
    names: Vec<&'static str>,
    /// The attributes' values; `None` is a hole.
    values: Vec<Option<&'static str>>,
    /// How many holes are no attributes: listeners, the key, the reference, what stands in a field.
    others: usize,
    children: Vec<Node>,
}

/// Reads what `html!` has written; its grammar is told there.
struct Reader {
    rest: &'static str,
}

impl Reader {
    /// Up to the end of what they stand in.
    fn nodes(&mut self) -> Vec<Node> {
        let mut nodes = Vec::new();
        while let Some(mark) = self.mark() {
            nodes.push(match mark {
                '<' => Node::Element(self.element()),
                '[' => Node::Fragment(self.nodes()),
                '"' => Node::Text(self.up_to_end()),
                '*' => Node::Hole,
                _ => break,
            });
        }
        nodes
    }

    fn element(&mut self) -> Element {
        let (mut names, mut values, mut others) = (Vec::new(), Vec::new(), 0);
        let tag = self.word();
        loop {
            match self.mark() {
                Some(' ') => {
                    names.push(self.word());
                    self.mark();
                    values.push(Some(self.up_to_end()));
                }
                Some('?') => {
                    names.push(self.word());
                    values.push(None);
                }
                Some('+') => others += 1,
                _ => return Element { tag, names, values, others, children: self.nodes() },
            }
        }
    }

    fn mark(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let mark = chars.next();
        self.rest = chars.as_str();
        mark
    }

    fn word(&mut self) -> &'static str {
        let end = self.rest.find([' ', '?', '+', '>', '=']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn up_to_end(&mut self) -> &'static str {
        let (text, rest) = self.rest.split_once('\0').unwrap_or((self.rest, ""));
        self.rest = rest;
        text
    }
}

/// What fills the holes, in order.
#[derive(Default)]
pub struct Holes(Vec<Hole>);

enum Hole {
    Node(VNode),
    Attribute(Option<AttrValue>),
    Flag(bool),
    Listener(Option<Rc<dyn Listener>>),
    Value(Option<AttrValue>),
    Checked(bool),
    Key(Key),
    Reference(NodeRef),
}

impl Holes {
    /// A node.
    pub fn node(&mut self, node: impl Into<VNode>) {
        self.0.push(Hole::Node(node.into()));
    }

    /// An attribute's value; without one it is absent.
    pub fn attribute(&mut self, value: impl IntoPropValue<Option<AttrValue>>) {
        self.0.push(Hole::Attribute(value.into_prop_value()));
    }

    /// Whether an attribute that has no value is there.
    pub fn flag(&mut self, is_there: bool) {
        self.0.push(Hole::Flag(is_there));
    }

    /// What hears an event.
    pub fn listener(&mut self, listener: Option<Rc<dyn Listener>>) {
        self.0.push(Hole::Listener(listener));
    }

    /// What stands in a field.
    pub fn value(&mut self, value: impl IntoPropValue<Option<AttrValue>>) {
        self.0.push(Hole::Value(value.into_prop_value()));
    }

    /// Whether a field is ticked.
    pub fn checked(&mut self, is_checked: bool) {
        self.0.push(Hole::Checked(is_checked));
    }

    /// What an element is known by among its neighbours.
    pub fn key(&mut self, key: impl Into<Key>) {
        self.0.push(Hole::Key(key.into()));
    }

    /// Where the page's own element will be found.
    pub fn reference(&mut self, reference: impl IntoPropValue<NodeRef>) {
        self.0.push(Hole::Reference(reference.into_prop_value()));
    }

    /// The nodes with their holes filled.
    pub fn into_node(self, markup: &'static Markup) -> VNode {
        fill(markup.nodes(), &mut self.0.into_iter())
    }
}

/// Nodes as one.
pub fn all(nodes: Vec<VNode>) -> VNode {
    VList::with_children(nodes, None).into()
}

type Filling = std::vec::IntoIter<Hole>;

fn fill(nodes: &'static [Node], holes: &mut Filling) -> VNode {
    match nodes {
        [node] => one(node, holes),
        nodes => all(nodes.iter().map(|node| one(node, holes)).collect()),
    }
}

fn one(node: &'static Node, holes: &mut Filling) -> VNode {
    match node {
        Node::Element(its) => element(its, holes).into(),
        Node::Fragment(nodes) => all(nodes.iter().map(|node| one(node, holes)).collect()),
        Node::Text(text) => VText::new(*text).into(),
        Node::Hole => match holes.next() {
            Some(Hole::Node(node)) => node,
            _ => VNode::default(),
        },
    }
}

fn element(its: &'static Element, holes: &mut Filling) -> VTag {
    let mut tag = VTag::new(its.tag);
    let value = |(name, value): (&&'static str, &Option<&'static str>)| match value {
        Some(text) => Some(AttributeOrProperty::Static(text)),
        None => match holes.next()? {
            Hole::Attribute(value) => value.map(AttributeOrProperty::Attribute),
            Hole::Flag(is_there) => is_there.then_some(AttributeOrProperty::Static(name)),
            _ => None,
        },
    };
    let values = its.names.iter().zip(&its.values).map(value).collect();
    tag.attributes = Attributes::Dynamic { keys: &its.names, values };
    let mut listeners = Vec::new();
    for hole in holes.by_ref().take(its.others) {
        match hole {
            Hole::Listener(listener) => listeners.push(listener),
            Hole::Value(value) => tag.set_value(value),
            Hole::Checked(is_checked) => tag.set_checked(is_checked),
            Hole::Key(key) => tag.key = Some(key),
            Hole::Reference(reference) => tag.node_ref = reference,
            Hole::Node(_) | Hole::Attribute(_) | Hole::Flag(_) => {}
        }
    }
    if !listeners.is_empty() {
        tag.set_listeners(listeners.into());
    }
    if let Some(children) = tag.children_mut().filter(|_| !its.children.is_empty()) {
        *children = fill(&its.children, holes);
    }
    tag
}

/// A component among others. Its key tells it from whatever else could stand in its place.
///
/// To Yew all components are one, which draws what it was given: what Yew does to a component, it would otherwise have
/// once for each, and that was a tenth of the page.
pub fn component<C: FunctionProvider + 'static>(props: C::Properties, key: impl Into<Key>) -> VNode {
    drawn(Rc::new(Given::<C>(props)), key.into())
}

/// Puts a component in a place of the document.
pub fn show<C: FunctionProvider<Properties = ()> + 'static>(place: web_sys::Element) {
    yew::Renderer::<Drawn>::with_root_and_props(place, DrawnProps { part: Rc::new(Given::<C>(())) }).render();
}

fn drawn(part: Rc<dyn Part>, key: Key) -> VNode {
    VComp::new::<Drawn>(Rc::new(DrawnProps { part }), Some(key)).into()
}

/// A component with its properties.
trait Part: Any {
    fn draw(&self, context: &mut HookContext) -> HtmlResult;

    fn is_same(&self, other: &dyn Any) -> bool;
}

struct Given<C: FunctionProvider>(C::Properties);

impl<C: FunctionProvider + 'static> Part for Given<C> {
    fn draw(&self, context: &mut HookContext) -> HtmlResult {
        C::run(context, &self.0)
    }

    fn is_same(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<Given<C>>().is_some_and(|other| self.0 == other.0)
    }
}

#[derive(Clone, Properties)]
struct DrawnProps {
    part: Rc<dyn Part>,
}

impl PartialEq for DrawnProps {
    fn eq(&self, other: &DrawnProps) -> bool {
        self.part.is_same(&*other.part)
    }
}

impl Hook for &DrawnProps {
    type Output = HtmlResult;

    fn run(self, context: &mut HookContext) -> HtmlResult {
        self.part.draw(context)
    }
}

/// Makes a hook of them, for only hooks are given the context.
fn use_part(props: &DrawnProps) -> &DrawnProps {
    props
}

#[component]
fn Drawn(props: &DrawnProps) -> HtmlResult {
    use_part(props)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_markup_is_what_yew_makes_of_it() {
        let (name, class, is_off) = ("a \"name\"", None::<&str>, true);
        let row = |number: u32| html! { <li key={number}>{ number }</li> };
        let row_of_yews = |number: u32| yew::html! { <li key={number}>{ number }</li> };
        let ours = html! {
            <>
                <p aria-label={name} {class} title="fixed" hidden={is_off}>{ "Since " }<b>{ name }</b></p>
                <input type="checkbox" value={name} checked={is_off} disabled={!is_off} />
                if is_off { <br /> } else if name.is_empty() { { "never" } }
                for number in 0..2 { <i>{ number }</i> }
                <ul>{ for (0..2).map(row) }</ul>
            </>
        };
        let yews = yew::html! {
            <>
                <p aria-label={name} {class} title="fixed" hidden={is_off}>{ "Since " }<b>{ name }</b></p>
                <input type="checkbox" value={name} checked={is_off} disabled={!is_off} />
                if is_off { <br /> } else if name.is_empty() { { "never" } }
                for number in 0..2 { <i>{ number }</i> }
                <ul>{ for (0..2).map(row_of_yews) }</ul>
            </>
        };
        assert_eq!(told(&ours), told(&yews));
    }

    /// What a node is, in words: Yew has several ways to hold the same attributes, and lists in lists.
    fn told(node: &VNode) -> String {
        match node {
            VNode::VTag(tag) => {
                let mut attributes = String::new();
                match &tag.attributes {
                    Attributes::Static(fixed) => fixed.iter().for_each(|(name, value)| {
                        attributes += &format!(" {name}={}", value_of(value));
                    }),
                    Attributes::Dynamic { keys, values } => keys.iter().zip(values).for_each(|(name, value)| {
                        attributes += &value.as_ref().map(|v| format!(" {name}={}", value_of(v))).unwrap_or_default();
                    }),
                    Attributes::IndexMap(_) => attributes.push('?'),
                }
                let mut sorted: Vec<&str> = attributes.split(' ').collect();
                sorted.sort_unstable();
                let (key, field) = (&tag.key, (tag.value(), tag.checked()));
                let children = tag.children().map(told).unwrap_or_default();
                format!("<{}{} {key:?} {field:?}>{children}</>", tag.tag(), sorted.join(" "))
            }
            VNode::VList(list) => list.iter().map(told).collect(),
            VNode::VText(text) => text.text.to_string(),
            other => format!("{other:?}"),
        }
    }

    fn value_of(value: &AttributeOrProperty) -> String {
        match value {
            AttributeOrProperty::Static(text) => (*text).to_owned(),
            AttributeOrProperty::Attribute(text) => text.to_string(),
            AttributeOrProperty::Property(_) => "?".to_owned(),
        }
    }
}
