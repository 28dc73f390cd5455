//! `html!` for the page: what Yew's own takes, but made to data.
//!
//! Yew's macro compiles every element to code that builds it, a hundred bytes of the page for each of its hundreds. Here
//! all that is the same every time, tags, names, fixed values and texts, becomes one text, and only what is computed
//! becomes code: it is pushed, in order, into the `Holes` of `timemark_web::markup`, which reads the text, once, and
//! builds the nodes.
//!
//! ```text
//!   <p class="quiet" title={name} {onclick}>{ "Since " }{ time }</p>
//!
//!     text   <p class=quiet␀?title+>"Since ␀*/       ␀ ends a value or a text, / an element; ? * + are holes:
//!     code   holes.attribute(name); holes.listener(onclick); holes.node(time);
//! ```
//!
//! Elements, fragments, texts, `{ … }`, `{ for … }`, `if … else …`, `for … in … { … }` and components are read as Yew
//! reads them. A component's properties are written out as the structure that they are; one in which something stands has
//! its defaults for what is not said. What this page has no need of is not there: names of elements that are computed,
//! properties of elements (`~name`), and keys of fragments.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Pat, Token, token};

/// Markup as a node.
#[proc_macro]
pub fn html(tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    match syn::parse::<Nodes>(tokens) {
        Ok(nodes) => nodes.code().into(),
        Err(error) => error.into_compile_error().into(),
    }
}

/// Attributes that are there or not, and have no value.
const FLAGS: [&str; 8] = ["disabled", "selected", "open", "hidden", "multiple", "readonly", "required", "autofocus"];

/// Nodes one after the other.
struct Nodes(Vec<Node>);

enum Node {
    Element(Element),
    Fragment(Nodes),
    /// A text that is always the same.
    Text(String),
    /// What is computed: the code of a node.
    Code(TokenStream),
}

struct Element {
    tag: String,
    /// What becomes an attribute: the name, and the value that is always the same, or how the code fills the hole.
    attributes: Vec<(String, Value)>,
    /// What else is filled: listeners, the key, the node's reference, what stands in a field.
    others: Vec<TokenStream>,
    children: Nodes,
}

enum Value {
    Fixed(String),
    Filled(TokenStream),
}

impl Nodes {
    /// The code of all of them as one node.
    fn code(&self) -> TokenStream {
        if let [Node::Code(code)] = self.0.as_slice() {
            return quote! { ::yew::virtual_dom::VNode::from(#code) };
        }
        let (mut text, mut fills) = (String::new(), Vec::new());
        self.write(&mut text, &mut fills);
        // Out of reach of the code that fills it.
        let holes = Ident::new("holes", Span::mixed_site());
        // Only where there is something to be filled is it changed.
        let mutable = if fills.is_empty() { quote!() } else { quote!(mut) };
        quote! {{
            static MARKUP: crate::markup::Markup = crate::markup::Markup::new(#text);
            let #mutable #holes = crate::markup::Holes::default();
            #(#holes.#fills;)*
            #holes.into_node(&MARKUP)
        }}
    }

    /// Writes what is the same every time, and what fills its holes in the order in which they are met.
    fn write(&self, text: &mut String, fills: &mut Vec<TokenStream>) {
        for node in &self.0 {
            node.write(text, fills);
        }
    }
}

impl Node {
    fn write(&self, text: &mut String, fills: &mut Vec<TokenStream>) {
        match self {
            Node::Text(words) => *text += &format!("\"{words}\0"),
            Node::Code(code) => {
                text.push('*');
                fills.push(quote! { node(#code) });
            }
            Node::Fragment(nodes) => {
                text.push('[');
                nodes.write(text, fills);
                text.push('/');
            }
            Node::Element(Element { tag, attributes, others, children }) => {
                *text += &format!("<{tag}");
                for (name, value) in attributes {
                    match value {
                        Value::Fixed(value) => *text += &format!(" {name}={value}\0"),
                        Value::Filled(code) => {
                            *text += &format!("?{name}");
                            fills.push(code.clone());
                        }
                    }
                }
                text.extend(others.iter().map(|_| '+'));
                fills.extend(others.iter().cloned());
                text.push('>');
                children.write(text, fills);
                text.push('/');
            }
        }
    }
}

impl Parse for Nodes {
    /// Reads up to the end, or to the end tag of what they stand in.
    fn parse(input: ParseStream<'_>) -> syn::Result<Nodes> {
        let mut nodes = Vec::new();
        while !(input.is_empty() || input.peek(Token![<]) && input.peek2(Token![/])) {
            nodes.push(input.parse()?);
        }
        Ok(Nodes(nodes))
    }
}

impl Parse for Node {
    fn parse(input: ParseStream<'_>) -> syn::Result<Node> {
        if input.peek(Token![if]) {
            return Ok(Node::Code(condition(input)?));
        }
        if input.peek(Token![for]) {
            return Ok(Node::Code(repetition(input)?));
        }
        if input.peek(token::Brace) {
            return braces(input.parse::<Group>()?.stream());
        }
        if input.peek(LitStr) {
            return input.parse().map(|text: LitStr| Node::Text(text.value()));
        }
        input.parse::<Token![<]>()?;
        if input.peek(Token![>]) {
            input.parse::<Token![>]>()?;
            let nodes = input.parse()?;
            input.parse::<Token![<]>()?;
            input.parse::<Token![/]>()?;
            input.parse::<Token![>]>()?;
            return Ok(Node::Fragment(nodes));
        }
        let name = Ident::parse_any(input)?;
        if name.to_string().starts_with(|letter: char| letter.is_ascii_uppercase()) {
            component(&name, input).map(Node::Code)
        } else {
            element(&name, input).map(Node::Element)
        }
    }
}

/// What stands in braces: a fixed text, a computed node, or many.
fn braces(inner: TokenStream) -> syn::Result<Node> {
    if let Ok(text) = syn::parse2::<LitStr>(inner.clone()) {
        return Ok(Node::Text(text.value()));
    }
    let mut rest = inner.clone().into_iter();
    match rest.next() {
        Some(TokenTree::Ident(word)) if word == "for" => {
            let nodes: TokenStream = rest.collect();
            Ok(Node::Code(quote! { (#nodes).into_iter().collect::<::yew::virtual_dom::VNode>() }))
        }
        _ => Ok(Node::Code(inner)),
    }
}

/// `if … { … } else if … { … } else { … }`
fn condition(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let word = input.parse::<Token![if]>()?;
    let test = up_to_brace(input)?;
    let then = block(input)?;
    let otherwise = if input.parse::<Option<Token![else]>>()?.is_none() {
        quote! { ::yew::virtual_dom::VNode::default() }
    } else if input.peek(Token![if]) {
        condition(input)?
    } else {
        block(input)?
    };
    Ok(quote! { #word #test { #then } else { #otherwise } })
}

/// `for … in … { … }`
fn repetition(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    input.parse::<Token![for]>()?;
    let pattern = Pat::parse_multi(input)?;
    input.parse::<Token![in]>()?;
    let iterator = up_to_brace(input)?;
    let body = block(input)?;
    Ok(quote! {{
        let mut nodes = ::std::vec::Vec::<::yew::virtual_dom::VNode>::new();
        for #pattern in #iterator { nodes.push(#body); }
        crate::markup::all(nodes)
    }})
}

fn up_to_brace(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    while !input.peek(token::Brace) {
        input.parse::<TokenTree>()?.to_tokens(&mut tokens);
    }
    Ok(tokens)
}

fn block(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let inner;
    syn::braced!(inner in input);
    inner.parse::<Nodes>().map(|nodes| nodes.code())
}

/// A component: its properties, and what makes a node of them.
fn component(name: &Ident, input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let (mut fields, mut key, mut rest) = (Vec::new(), name.to_string().into_token_stream(), None);
    loop {
        if input.parse::<Option<Token![/]>>()?.is_some() {
            input.parse::<Token![>]>()?;
            break;
        }
        if input.parse::<Option<Token![>]>>()?.is_some() {
            let children = input.parse::<Nodes>()?.code();
            end(name, input)?;
            fields.push(quote! { children: #children });
            rest = Some(quote! { ::std::default::Default::default() });
            break;
        }
        if input.parse::<Option<Token![..]>>()?.is_some() {
            let mut base = TokenStream::new();
            while !input.peek(Token![/]) {
                input.parse::<TokenTree>()?.to_tokens(&mut base);
            }
            rest = Some(base);
            continue;
        }
        let (ident, name, value) = assignment(input)?;
        match name.as_str() {
            "key" => key = value,
            _ => fields.push(quote! { #ident: ::yew::html::IntoPropValue::into_prop_value(#value) }),
        }
    }
    let props = match rest {
        None if fields.is_empty() => quote! { ::std::default::Default::default() },
        rest => {
            let rest = rest.map(|rest| quote! { ..#rest });
            quote! {{
                type Props = <#name as ::yew::functional::FunctionProvider>::Properties;
                Props { #(#fields,)* #rest }
            }}
        }
    };
    Ok(quote! { crate::markup::component::<#name>(#props, #key) })
}

fn end(name: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
    input.parse::<Token![<]>()?;
    input.parse::<Token![/]>()?;
    let ended = Ident::parse_any(input)?;
    if ended != *name {
        return Err(syn::Error::new(ended.span(), format!("this ends <{ended}>, but <{name}> is open")));
    }
    input.parse::<Token![>]>().map(drop)
}

fn element(name: &Ident, input: ParseStream<'_>) -> syn::Result<Element> {
    let tag = name.to_string();
    let mut element = Element { tag, attributes: Vec::new(), others: Vec::new(), children: Nodes(Vec::new()) };
    loop {
        if input.parse::<Option<Token![/]>>()?.is_some() {
            input.parse::<Token![>]>()?;
            return Ok(element);
        }
        if input.parse::<Option<Token![>]>>()?.is_some() {
            element.children = input.parse()?;
            end(name, input)?;
            return Ok(element);
        }
        element.attribute(input)?;
    }
}

/// Reads `name="value"`, `name={value}` or `{name}`.
fn assignment(input: ParseStream<'_>) -> syn::Result<(Ident, String, TokenStream)> {
    if input.peek(token::Brace) {
        let short = input.parse::<Group>()?;
        let ident = syn::parse2::<Ident>(short.stream())?;
        return Ok((ident.clone(), ident.to_string(), ident.into_token_stream()));
    }
    let ident = Ident::parse_any(input)?;
    let mut name = ident.to_string();
    while input.parse::<Option<Token![-]>>()?.is_some() {
        name = format!("{name}-{}", Ident::parse_any(input)?);
    }
    input.parse::<Token![=]>()?;
    let value = match input.parse()? {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => group.stream(),
        token => token.into_token_stream(),
    };
    Ok((ident, name, value))
}

impl Element {
    fn attribute(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let (ident, name, value) = assignment(input)?;
        let is_field = matches!(self.tag.as_str(), "input" | "textarea");
        let other = match name.as_str() {
            "ref" => quote! { reference(#value) },
            "key" => quote! { key(#value) },
            "value" if is_field => quote! { value(#value) },
            "checked" if is_field => quote! { checked(#value) },
            name if name.starts_with("on") => quote! { listener(::yew::html::#ident::Wrapper::__macro_new(#value)) },
            name => {
                let value = match syn::parse2::<LitStr>(value.clone()) {
                    Ok(text) => Value::Fixed(text.value()),
                    _ if FLAGS.contains(&name) => Value::Filled(quote! { flag(#value) }),
                    _ => Value::Filled(quote! { attribute(#value) }),
                };
                self.attributes.push((name.to_owned(), value));
                return Ok(());
            }
        };
        self.others.push(other);
        Ok(())
    }
}
