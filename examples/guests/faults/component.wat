;; No module but a component, the smallest there is.
(component)
